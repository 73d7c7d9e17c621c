import { IngestError } from '@ingestr/contract'
import { createStateStore } from '@ingestr/state-kysely'
import { syncTable, syncTables, type SyncTablesOptions, type TableResult } from '@ingestr/sync'

import { chooseTables } from './choose-tables.ts'
import { createDestination, createSource } from './connectors.ts'
import type { IngestOptions, IngestResult } from './ingest-options.ts'
import { shapeTables } from './shaped-source.ts'
import { checkStrategy } from './strategy.ts'
import { createSystemRuntime } from './system-runtime.ts'

/**
 * Copies tables. The first run of a table reads everything; later ones read what is new or updated; a run after a crash
 * goes on from the last commit.
 *
 * One table: rejects with what it failed with. Several (or `all`): they run side by side, and where some fail it resolves
 * with `status: 'failed'`, and each table's result says how it ended.
 *
 * @throws IngestError for bad input (`INVALID_URI`, `INVALID_ARGUMENT`, `UNKNOWN_TABLE`) before any request, and for what
 *   the source or destination could not do; a file is made only once the first page is there
 */
export async function ingest(options: IngestOptions): Promise<IngestResult> {
  const { runtime = createSystemRuntime(), stop, signal } = options
  await using plain = await createSource(options.sourceUri, runtime, options.sourceSettings)
  const told = options.report === undefined ? runtime : { ...runtime, report: options.report }
  await using destination = await createDestination(options.destUri, told, options.destSettings)
  const tables = await chooseTables(plain, options.sourceTables, options.destTable, { signal })
  const source = await shapeTables(plain, tables, options)
  checkStrategy(destination, options.incrementalStrategy)
  const [first, ...others] = await runTables({
    source,
    destination,
    state: createStateStore(),
    clock: runtime.clock,
    random: runtime.random,
    tables,
    interval: options.interval,
    isFullRefresh: options.fullRefresh,
    isStrict: options.strict,
    commitPolicy: options.commitPolicy,
    stop,
    signal,
    report: options.report,
  })
  if (first === undefined) throw new IngestError('UNKNOWN_TABLE', 'The source has no tables.')
  const { location } = destination
  return { runId: first.runId, location, status: statusOf([first, ...others]), tables: [first, ...others] }
}

async function runTables({ tables, ...options }: SyncTablesOptions): Promise<readonly TableResult[]> {
  const [first, ...others] = tables
  if (first !== undefined && others.length === 0) return [await syncTable({ ...options, ...first })]
  return await syncTables({ ...options, tables })
}

function statusOf(results: readonly TableResult[]): TableResult['status'] {
  const statuses = results.map(({ status }) => status)
  if (statuses.includes('failed')) return 'failed'
  return statuses.includes('stopped') ? 'stopped' : 'succeeded'
}

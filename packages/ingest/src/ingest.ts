import { createStateStore } from '@ingestr/state-kysely'
import { syncTable } from '@ingestr/sync'

import { createDestination, createSource } from './connectors.ts'
import type { IngestOptions, IngestResult } from './ingest-options.ts'
import { createSystemRuntime } from './system-runtime.ts'
import { parseTargetTable } from './target-table.ts'

/**
 * Copies one table. The first run of a table reads everything; later ones read what is new or updated; a run after a
 * crash goes on from the last commit.
 *
 * @throws IngestError for bad input (`INVALID_URI`, `INVALID_ARGUMENT`, `UNKNOWN_TABLE`) before any request, and for what
 *   the source or destination could not do; a file is made only once the first page is there
 */
export async function ingest(options: IngestOptions): Promise<IngestResult> {
  const { interval, fullRefresh: isFullRefresh, runtime = createSystemRuntime() } = options
  const target = parseTargetTable(options.destTable ?? options.sourceTable)
  await using source = await createSource(options.sourceUri, runtime)
  await using destination = await createDestination(options.destUri, runtime)
  const result = await syncTable({
    source,
    destination,
    state: createStateStore(),
    clock: runtime.clock,
    random: runtime.random,
    table: options.sourceTable,
    target,
    interval,
    isFullRefresh,
    commitPolicy: options.commitPolicy,
    stop: options.stop,
    signal: options.signal,
    report: options.report,
  })
  return { ...result, location: destination.location }
}

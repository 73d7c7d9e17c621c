import type { TableState } from '@ingestr/contract'

import { checkHonoured } from './check-honoured.ts'
import { chooseInterval } from './choose-interval.ts'
import { chooseTables } from './choose-tables.ts'
import { eitherSignal } from './either-signal.ts'
import { fitStrategy } from './fit-strategy.ts'
import { createIdentifier } from './run-identifier.ts'
import { RunLog } from './run-log.ts'
import { RunTally } from './run-tally.ts'
import { runTable, type TableRun } from './run-table.ts'
import type { SyncTablesOptions } from './sync-options.ts'
import type { TableResult } from './sync-result.ts'

/**
 * Runs several tables side by side, as one run with one identifier. What fails in one does not stop the others: its
 * result says so. Results are in the order of `tables`.
 *
 * @throws IngestError what concerns all: `UNKNOWN_TABLE`, `INVALID_ARGUMENT`, and what the source throws when it is asked
 *   whose data it is. Rejects with the reason of an aborted `signal`.
 */
export async function syncTables(options: SyncTablesOptions): Promise<readonly TableResult[]> {
  const results = await runTables(options)
  return results.map((result) => toStopped(result, options.stop))
}

/** As `syncTables`, but a table that had not begun when the run was stopped has failed with the reason of the stop. */
export async function runTables(options: SyncTablesOptions): Promise<readonly TableResult[]> {
  const { clock, destination, random, signal, source, state } = options
  const startedAt = clock.now()
  const run = { id: createIdentifier(startedAt, random), startedAt }
  const log = new RunLog(state, destination.sql)
  const tables = (await chooseTables(options)).map((chosen): TableRun => {
    const tally = new RunTally(chosen.table)
    const { isFullRefresh = false } = options
    checkHonoured(chosen.definition, destination)
    const fitted = fitStrategy(chosen.definition, destination, { isFullRefresh, notes: tally.notes })
    return { ...chosen, ...fitted, tally, interval: chooseInterval(options, fitted.definition, tally.notes) }
  })
  // What it takes to know whose data it is counts for the first table.
  const report = tables[0]?.tally.listen(options.report)
  const lookingEnds = new AbortController()
  const runs = tables.map((table) => ({ table, looking: lookAhead(table, options, lookingEnds.signal) }))
  const identity = await source.identify({ signal: eitherSignal(options), report }).catch((error: unknown) => {
    lookingEnds.abort(error)
    throw error
  })
  const shared = { ...options, run, log, identity }
  const results = await Promise.all(runs.map(({ table, looking }) => runTable(shared, table, looking)))
  signal?.throwIfAborted()
  return results
}

type Looking = Pick<SyncTablesOptions, 'destination' | 'source' | 'report' | 'signal' | 'stop'>

/** Looks at the target while the source is asked whose data it is, and lets the source begin with a table that is not there yet. */
function lookAhead(table: TableRun, options: Looking, until: AbortSignal): Promise<TableState | undefined> {
  // The file may be locked, and waited for.
  const signal = eitherSignal({ stop: until, signal: eitherSignal(options) })
  const looking = options.destination.describe(table.target, { signal })
  void anticipate(table, looking, { ...options, signal })
  return looking
}

async function anticipate(
  { table, interval, tally }: TableRun,
  looking: Promise<TableState | undefined>,
  { source, report, signal }: Looking,
): Promise<void> {
  // Whoever else waits for it is told what went wrong.
  const isThere = await looking.then(
    (found) => found !== undefined,
    () => true,
  )
  if (!isThere && interval === undefined) source.anticipate?.(table, { signal, report: tally.listen(report) })
}

function toStopped(result: TableResult, stop: AbortSignal | undefined): TableResult {
  if (result.status !== 'failed' || stop?.aborted !== true || result.error !== stop.reason) return result
  const { error: _, ...summary } = result
  return { ...summary, status: 'stopped', remaining: null }
}

import { IngestError, type Interval, type StateKey, type TableState } from '@ingestr/contract'

import type { ChosenTable } from './choose-tables.ts'
import type { FittedTable } from './fit-strategy.ts'
import { notesOf, warningsOf } from './describe-audit.ts'
import { notesOfDiscarded } from './describe-discarded.ts'
import { eitherSignal } from './either-signal.ts'
import { runInterval, runPasses } from './passes.ts'
import type { RunLog } from './run-log.ts'
import { runRecord } from './run-record.ts'
import type { RunTally } from './run-tally.ts'
import { readStartingPoint } from './starting-point.ts'
import type { RunOptions } from './sync-options.ts'
import type { TableResult } from './sync-result.ts'
import type { StartingPoint } from './target-state.ts'

/** One table of a run. */
export interface TableRun extends ChosenTable, FittedTable {
  readonly interval: Interval | undefined
  readonly tally: RunTally
}

/** What the tables of a run share. */
export interface SharedRun extends RunOptions {
  readonly run: { readonly id: string; readonly startedAt: number }
  readonly log: RunLog
  /** Identity of the source. */
  readonly identity: string
}

/** Runs one table: read the state, plan, read and load. `looking` is for the target as it is. Never rejects. */
export async function runTable(
  shared: SharedRun,
  table: TableRun,
  looking: Promise<TableState | undefined>,
): Promise<TableResult> {
  const { clock, destination, log, run } = shared
  const { tally } = table
  const startedAt = clock.now()
  const key = { source: shared.identity, table: table.table, target: destination.canonicalName(table.target) }
  const report = tally.listen(shared.report)
  const recorded = { run, key, clock }
  let hasState = false
  let result: TableResult
  let isStopped = false
  try {
    await log.note(runRecord(recorded, 'running', tally.counts))
    const start = await lookUp(shared, table, key, looking)
    hasState = start.revision > 0
    await log.note(runRecord(recorded, 'running', tally.counts))
    tally.note(...start.notes)
    const passes = { ...shared, ...table, key, report, isStrict: shared.isStrict ?? false }
    const status =
      table.interval === undefined
        ? await runPasses(passes, table.definition, start)
        : await runInterval(passes, table.definition, start, table.interval)
    if (status === 'stopped') await log.end(runRecord(recorded, status, tally.counts), { hasState: false })
    const { remaining, staged } = tally
    result =
      status === 'stopped' ? { ...summary(), status, remaining, staged } : { ...summary(), status, remaining: null }
  } catch (error) {
    const isInterrupted = shared.stop?.aborted === true || shared.signal?.aborted === true
    isStopped = [shared.stop, shared.signal].some((signal) => signal?.aborted === true && signal.reason === error)
    const record = runRecord(recorded, isStopped ? 'stopped' : 'failed', tally.counts, isStopped ? undefined : error)
    await log.end(record, { hasState: hasState && !isInterrupted })
    result = { ...summary(error), status: 'failed', error }
  }
  const { received, rows } = result.counts
  report({ type: 'table-finished', target: key.target, status: isStopped ? 'stopped' : result.status, received, rows })
  return result

  function summary(error?: unknown): Omit<TableResult, 'status' | 'error' | 'remaining'> {
    const { counts, schemaChanges } = tally
    tally.note(...notesOf(key.table, counts), ...notesOfDiscarded(table.definition, tally.discarded))
    // What a strict run failed with says all that a warning would.
    const isToldByError = IngestError.isInstance(error) && error.code === 'RECORDS_MISSING'
    const warnings = isToldByError ? [] : warningsOf(key.table, counts)
    const durationMs = clock.now() - startedAt
    return { runId: run.id, ...key, counts, schemaChanges, notes: tally.notes, warnings, durationMs }
  }
}

async function lookUp(
  shared: SharedRun,
  table: TableRun,
  key: StateKey,
  looking: Promise<TableState | undefined>,
): Promise<StartingPoint> {
  const { destination, state, isFullRefresh = false } = shared
  const signal = eitherSignal(shared)
  const found = await looking
  table.tally.found(found?.rows ?? 0)
  return await readStartingPoint({ destination, state, isFullRefresh, key, table, found }, { signal })
}

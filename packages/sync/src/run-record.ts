import { IngestError, type RunRecord } from '@ingestr/contract'

import type { PassOptions } from './pass.ts'
import type { RunCounts } from './run-counts.ts'

/** What is stored of a run. */
export function runRecord(
  { run, key, clock }: PassOptions,
  status: RunRecord['status'],
  counts: RunCounts,
  error?: unknown,
): RunRecord {
  return {
    ...key,
    id: run.id,
    startedAt: run.startedAt,
    status,
    endedAt: status === 'running' ? undefined : clock.now(),
    error: error === undefined ? undefined : describeError(error),
    counts: { ...counts },
  }
}

/** Records a run that failed before its first page, where there are state tables already; never throws. */
export async function recordEarlyFailure(options: PassOptions, error: unknown): Promise<void> {
  const { state, destination, tally } = options
  const { sql } = destination
  try {
    await state.prepare(sql)
    await sql.apply(state.recordRun(sql.dialect, runRecord(options, 'failed', tally.counts, error)))
  } catch {
    // The failure itself is the one to tell of.
  }
}

/** Messages of our own errors hold no secret; of others only the class is kept. */
function describeError(error: unknown): string {
  if (IngestError.isInstance(error)) return `${error.code}: ${error.message}`
  return error instanceof Error ? error.name : 'unknown error'
}

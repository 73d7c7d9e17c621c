import { type Clock, IngestError, type RunRecord, type StateKey } from '@ingestr/contract'

import type { RunCounts } from './run-counts.ts'

/** A run, as far as its record goes. */
export interface RecordedRun {
  readonly run: { readonly id: string; readonly startedAt: number }
  readonly key: StateKey
  readonly clock: Clock
}

/** What is stored of a run of one table. */
export function runRecord(
  { run, key, clock }: RecordedRun,
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

/** Messages of our own errors hold no secret; of others only the class is kept. */
function describeError(error: unknown): string {
  if (IngestError.isInstance(error)) return `${error.code}: ${error.message}`
  return error instanceof Error ? error.name : 'unknown error'
}

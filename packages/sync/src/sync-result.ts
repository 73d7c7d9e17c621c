import type { SchemaChange } from '@ingestr/contract'

import type { RunCounts } from './run-counts.ts'

/** What is told of a run of one table, however it ended. */
export interface TableSummary {
  readonly runId: string
  /** Identity of the source: `intercom:us:<workspace>`. */
  readonly source: string
  readonly table: string
  /** Canonical name of the target table: `intercom.contacts`. */
  readonly target: string
  readonly counts: RunCounts
  readonly schemaChanges: readonly SchemaChange[]
  readonly notes: readonly string[]
  /** Sentences about what is not as it should be: records that are missing. */
  readonly warnings: readonly string[]
  readonly durationMs: number
}

/** A run that did not fail. `stopped`: the user asked for it; what was read is committed, the next run goes on. */
export interface SyncResult extends TableSummary {
  readonly status: 'succeeded' | 'stopped'
  /** Records that a stopped run left to be read; null where the source cannot tell. */
  readonly remaining: number | null
  /** Rows that a full refresh has stored beside the table, which it replaces at its end; only where it was stopped. */
  readonly staged?: number | undefined
}

/** `error` is an IngestError, unless nobody foresaw it. */
export interface TableFailure extends TableSummary {
  readonly status: 'failed'
  readonly error: unknown
}

/** How the run of one table among several ended. */
export type TableResult = SyncResult | TableFailure

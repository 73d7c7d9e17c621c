import type { ChildFailure } from './child-failure.ts'

/** What a child process is to do; sent over its channel, as secrets may be in it. */
export type Job = IngestJob | CheckJob | RowsJob

/** A run. `publishTo`: the file that readers get afterwards. */
export interface IngestJob {
  readonly kind: 'ingest'
  readonly sourceUri: string
  readonly destUri: string
  readonly tables: readonly string[]
  readonly destTable: string
  readonly strategy: string | undefined
  readonly mask: string | undefined
  readonly maskKey: string
  readonly interval: { readonly from: string; readonly to: string } | undefined
  readonly fullRefresh: boolean
  readonly strict: boolean
  readonly publishTo: string | undefined
}

/** Whether the token is taken, and what it may read. */
export type CheckJob = { readonly kind: 'check'; readonly sourceUri: string }

/** The first rows of a table that was copied. */
export type RowsJob = {
  readonly kind: 'rows'
  readonly destUri: string
  readonly table: string
  readonly limit: number
}

/** From the server to the child. `stop`: end after what has arrived. */
export type ToChild = { readonly type: 'job'; readonly job: Job } | { readonly type: 'stop' }

/** From the child to the server. `alive` comes every second while the child's loop turns. */
export type FromChild =
  | { readonly type: 'alive' }
  | { readonly type: 'events'; readonly events: readonly ChildEvent[] }
  | { readonly type: 'result'; readonly value: unknown }
  | { readonly type: 'failure'; readonly error: ChildFailure }

/** An event of a run, and when it was. */
export type ChildEvent = { readonly at: number; readonly type: string; readonly [field: string]: unknown }

/** What came of one table, as it crosses the channel. */
export interface TableOutcome {
  readonly table: string
  readonly target: string
  readonly status: 'succeeded' | 'stopped' | 'failed'
  readonly counts: { readonly [name: string]: number | null }
  readonly durationMs: number
  readonly readUpTo: number | null
  readonly warnings: readonly string[]
  readonly changes: readonly string[]
  readonly error: ChildFailure | undefined
}

export interface IngestOutcome {
  readonly status: 'succeeded' | 'stopped' | 'failed'
  readonly tables: readonly TableOutcome[]
  /** Bytes of the published copy, or why there is none. */
  readonly published: { readonly bytes: number } | { readonly error: ChildFailure } | undefined
}

export interface CheckOutcome {
  readonly facts: ReadonlyArray<{ readonly name: string; readonly value: string }>
  readonly tables: ReadonlyArray<{ readonly table: string; readonly error: ChildFailure | undefined }>
}

export interface RowsOutcome {
  readonly columns: ReadonlyArray<{ readonly name: string; readonly type: string }>
  readonly rows: ReadonlyArray<ReadonlyArray<string | null>>
  readonly count: number
}

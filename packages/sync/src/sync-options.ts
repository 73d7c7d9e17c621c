import type { Clock, StatefulDestination, Interval, Report, Source, StateStore, TableName } from '@ingestr/contract'

import type { CommitPolicy } from './commit-policy.ts'

/** What a run has whatever its tables are. */
export interface RunOptions {
  readonly source: Source
  readonly destination: StatefulDestination
  readonly state: StateStore
  readonly clock: Clock
  readonly random: () => number
  /** Read exactly these versions; the stored checkpoint is neither read nor moved. */
  readonly interval?: Interval | undefined
  /** Read everything anew, and swap it in at the end. Not together with `interval`. */
  readonly isFullRefresh?: boolean | undefined
  /** Records that the source counted and did not bring are `RECORDS_MISSING` instead of a warning. */
  readonly isStrict?: boolean | undefined
  readonly commitPolicy?: CommitPolicy | undefined
  /** Ends the run after the pages already received; what they brought is committed. */
  readonly stop?: AbortSignal | undefined
  /** Ends the run at once; what is not committed is dropped. */
  readonly signal?: AbortSignal | undefined
  /** Gets the events of the run; each has the `table` that it is of. */
  readonly report?: Report | undefined
}

/** One table of the source, by name, and where its rows go. */
export interface TableChoice {
  readonly table: string
  readonly target: TableName
}

/** One table of a source into one table of a destination. */
export interface SyncOptions extends RunOptions, TableChoice {}

/** Several tables of a source, each into a table of its own of one destination. */
export interface SyncTablesOptions extends RunOptions {
  readonly tables: readonly TableChoice[]
}

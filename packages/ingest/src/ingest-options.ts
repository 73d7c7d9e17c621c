import type { Interval, Report, Runtime } from '@ingestr/contract'
import type { CommitPolicy, SyncResult } from '@ingestr/sync'

/** One table from a source to a destination. */
export interface IngestOptions {
  /** `intercom://?access_token=<token>&region=<us|eu|au>`. */
  readonly sourceUri: string
  /** `duckdb:///<file>`. */
  readonly destUri: string
  readonly sourceTable: string
  /** `schema.table` or `table`. Default: the source table's name. */
  readonly destTable?: string | undefined
  /** Read exactly the records updated in it, and leave the stored cursor alone. Not together with `fullRefresh`. */
  readonly interval?: Interval | undefined
  /** Read everything anew and swap it in at the end. */
  readonly fullRefresh?: boolean | undefined
  /** When rows are made durable on the way. Default: every 64 MiB or 2 seconds. */
  readonly commitPolicy?: CommitPolicy | undefined
  /** Default: the machine's clock, randomness and working directory. */
  readonly runtime?: Runtime | undefined
  /** Ends the run after the pages already received, and commits them. The next run goes on from there. */
  readonly stop?: AbortSignal | undefined
  /** Ends the run at once; rejects with the signal's reason. What is not committed is dropped. */
  readonly signal?: AbortSignal | undefined
  /** Gets every event of the run: `run-planned`, `request-finished`, `request-retried`, `rows-committed`, … */
  readonly report?: Report | undefined
}

/** What a run did, and where the rows are. */
export interface IngestResult extends SyncResult {
  /** The destination, for people: the path of the file. */
  readonly location: string
}

import type { Interval, Report, Runtime } from '@ingestr/contract'
import type { CommitPolicy, TableResult } from '@ingestr/sync'

import type { RecordWishes } from './record-wishes/record-wishes.ts'
import type { SourceSettings } from './source-settings.ts'
import type { TableWishes } from './table-shape.ts'

/** Tables from a source to a destination. */
export interface IngestOptions extends TableWishes, RecordWishes {
  /** `intercom://?access_token=<token>&region=<us|eu|au>`. */
  readonly sourceUri: string
  /** `duckdb:///<file>`. */
  readonly destUri: string
  /** A table of the source, several (`contacts,companies`, or a list), or `all`. */
  readonly sourceTables: string | readonly string[]
  /** `schema.table` or `table`; `{table}` in it stands for the source table's name. Default: that name. */
  readonly destTable?: string | undefined
  /** Read exactly the records updated in it, and leave the stored cursor alone. Not together with `fullRefresh`. */
  readonly interval?: Interval | undefined
  /** Read everything anew and swap it in at the end. */
  readonly fullRefresh?: boolean | undefined
  /** Records that the source counted and did not bring are an error (`RECORDS_MISSING`) instead of a warning. */
  readonly strict?: boolean | undefined
  /** Parameters of the source's URI, such as `{ page_size: '50' }`; they go before those in the URI. */
  readonly sourceSettings?: SourceSettings | undefined
  /** The same of the destination's URI, such as `{ lock_timeout: '10m' }`. */
  readonly destSettings?: SourceSettings | undefined
  /** When rows are made durable on the way. Default: every 32 MiB or second. */
  readonly commitPolicy?: CommitPolicy | undefined
  /** Default: the machine's clock, randomness and directories. */
  readonly runtime?: Runtime | undefined
  /** Ends the run after the pages already received, and commits them. The next run goes on from there. */
  readonly stop?: AbortSignal | undefined
  /** Ends the run at once; rejects with the signal's reason. What is not committed is dropped. */
  readonly signal?: AbortSignal | undefined
  /** Gets every event of the run: `run-planned`, `request-finished`, `request-retried`, `rows-committed`, … */
  readonly report?: Report | undefined
}

/** What a run did, and where the rows are. */
export interface IngestResult {
  readonly runId: string
  /** The destination, for people: the path of the file. */
  readonly location: string
  /** `failed` where any table failed, else `stopped` where any was. */
  readonly status: TableResult['status']
  /** In the order in which they were asked for. */
  readonly tables: readonly [TableResult, ...TableResult[]]
}

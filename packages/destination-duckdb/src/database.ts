import type { DuckDBConnection } from '@duckdb/node-api'
import type { Clock, Report } from '@ingestr/contract'

import type { Checkpoints } from './checkpoints.ts'
import type { MemoryLimit } from './memory-limit.ts'
import type { StagedEnding } from './staging-directory.ts'
import type { Turns } from './turns.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** What connections can be made to: a database of this package, or an instance of DuckDB. */
export interface Connectable {
  connect(): Promise<DuckDBConnection>
}

/** An open database: what all destinations of this process that point at one file share. */
export interface Database extends Connectable {
  /** Its file; undefined for one in memory, and for an instance of the user. */
  readonly path: string | undefined
  /** Transactions take turns: two that touch one table would conflict. */
  readonly turns: Turns
  /** So does the reading of pages, be it to stage them or to write their rows: each uses all threads, and memory for each. */
  readonly readings: Turns
  /** So do copies of it, or an older one could replace a newer. */
  readonly copies: Turns
  readonly waiting: WaitingRoom
  readonly checkpoints: Checkpoints
  readonly memory: MemoryLimit
  /** A new, private file for what is staged; the caller removes it. */
  stagingPath(ending: StagedEnding): Promise<string>
}

/** How a database is opened. The settings count only for whoever opens it first. */
export type DatabaseSettings = {
  readonly temporaryDirectory?: string | undefined
  readonly memoryLimit?: string | undefined
  readonly threads?: number | undefined
  /** How long to wait for a file that another process has open, in milliseconds. Default: 0, not at all. */
  readonly lockTimeoutMs?: number | undefined
  /** Sleeps while waiting. Default: the machine's. */
  readonly clock?: Pick<Clock, 'sleep'> | undefined
  /**
   * Hears once that a lock is waited for (`lock-waited`, with the holder in `reason`), and that a WAL ended within a commit, so that the
   * file was opened at the one before (`wal-cut`, with its `path` and how many `bytes` were left out).
   */
  readonly report?: Report | undefined
}

/** A share of a database. Releasing the last one closes it. */
export interface Lease {
  readonly database: Database
  release(): Promise<void>
}

import type { DuckDBInstance } from '@duckdb/node-api'

import type { Turns } from './turns.ts'

/** An open database: what all destinations of this process that point at one file share. */
export interface Database {
  readonly instance: DuckDBInstance
  /** Transactions take turns: two that touch one table would conflict. */
  readonly turns: Turns
  /** A new, private file for staged pages; the caller removes it. */
  stagingPath(): Promise<string>
}

/** How a database is opened. The settings count only for whoever opens it first. */
export type DatabaseSettings = {
  readonly temporaryDirectory?: string | undefined
  readonly memoryLimit?: string | undefined
  readonly threads?: number | undefined
}

/** A share of a database. Releasing the last one closes it. */
export interface Lease {
  readonly database: Database
  release(): Promise<void>
}

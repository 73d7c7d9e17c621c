import type { CallOptions } from './runtime.ts'
import type { Checkpoint, Plan, ReportOptions } from './source.ts'
import type { Page, TableName } from './table.ts'

/** What a source can tell without a run; each may be left out, and the command that needs it says so. */
export interface SourceLooks {
  /** At one request a table. */
  readonly check?: ((tables: readonly string[], options?: ReportOptions) => Promise<SourceCheck>) | undefined
  readonly estimate?: ((plan: Plan, options?: ReportOptions) => Promise<Estimate>) | undefined
  readonly sample?: ((request: SampleRequest, options?: ReportOptions) => Promise<Sample>) | undefined
}

/** What a destination can tell and hand out without a load. */
export interface DestinationLooks {
  /** Rejects where a load could not write; makes nothing. */
  readonly checkWritable?: ((options?: CallOptions) => Promise<void>) | undefined
  /**
   * The highest versions, in milliseconds since the epoch, that a table holds of rows by the texts in their `keyColumn`; null
   * where a row has none, or the table has no such column. Keys that are not there are not in the answer.
   */
  readonly readVersions?:
    | ((request: VersionsRequest, options?: CallOptions) => Promise<ReadonlyMap<string, number | null>>)
    | undefined
  /**
   * The tables that it holds, by schema and name, without those that ingestr keeps its books and stages in. Writes nothing and
   * makes nothing; where nothing is there yet, there are none.
   */
  readonly listStored?: ((options?: CallOptions) => Promise<readonly ListedTable[]>) | undefined
  /** The first rows of a table as text. Writes nothing and makes nothing. Undefined: there is no such table. */
  readonly readRows?: ((request: RowsRequest, options?: CallOptions) => Promise<TableRows | undefined>) | undefined
  /**
   * Puts a copy of everything, as of one moment between two commits, in the place of what was published at `path` before, all
   * at once: whoever opens the path finds the one or the other, and whoever has the old one open reads on in it. Loads may go
   * on meanwhile.
   */
  readonly publishCopy?: ((request: PublishRequest, options?: CallOptions) => Promise<PublishedCopy>) | undefined
}

/** What the connector of a source can tell of what is stored. */
export interface ConnectorLooks {
  /** What a checkpoint says, without asking anybody; undefined for one that it does not know. */
  readonly describeCheckpoint?: ((checkpoint: Checkpoint) => CheckpointSummary | undefined) | undefined
}

/**
 * `readUpTo`, in milliseconds since the epoch: versions before it are in the table; null until a first load was finished.
 * `isUnfinished`: the next run goes on in the middle of a plan.
 */
export interface CheckpointSummary {
  readonly readUpTo: number | null
  readonly isUnfinished: boolean
}

/**
 * What a plan will cost. `isAtMost`: it may turn out to be less, as only the read itself can tell. `partitions` are walked side
 * by side as far as they are known before; more may be cut while they are read. Null is what cannot be told.
 */
export interface Estimate {
  readonly rows: number | null
  readonly requests: number | null
  readonly partitions: number | null
  readonly durationMs: number | null
  readonly isAtMost: boolean
}

/** What a token opens: facts for people, in order, and the tables with what keeps each from being read. */
export interface SourceCheck {
  readonly facts: ReadonlyArray<{ readonly name: string; readonly value: string }>
  readonly tables: ReadonlyArray<{ readonly table: string; readonly error?: Error | undefined }>
}

/** Which records to take, about so many. */
export interface SampleRequest {
  readonly table: string
  readonly rows: number
  /** In [0, 1). */
  readonly random: () => number
  /** Only records of before it are counted, in milliseconds since the epoch. */
  readonly createdBefore?: number | undefined
}

/** Pages from all over a table, and how many records it has: at least so many, where days are as fine as it can count. */
export interface Sample {
  readonly count: number | null
  readonly pages: readonly Page[]
}

/** Rows that are looked up by their keys. */
export interface VersionsRequest {
  readonly table: TableName
  readonly keyColumn: string
  readonly versionColumn?: string | undefined
  readonly keys: readonly string[]
}

/** The name of a table that is stored, in full. */
export type StoredName = { readonly schema: string; readonly name: string }

/** A column of a stored table; `type` in the destination's own words (`DECIMAL(18,3)`). */
export type ListedColumn = { readonly name: string; readonly type: string }

/** A table that a destination holds, with its columns in their order. */
export interface ListedTable {
  readonly table: StoredName
  /** How many rows; undefined where counting them would cost a read of the table. */
  readonly rows?: number | undefined
  readonly columns: readonly ListedColumn[]
}

/** The first rows of a table, at most `limit`. */
export interface RowsRequest {
  readonly table: TableName
  /** From 0 to 10,000. */
  readonly limit: number
}

/**
 * Rows in the order of their columns. Every value is text that holds all of it: integers, decimals and times with every digit,
 * nested ones in the destination's notation, JSON as it is stored; null is null. `count` is how many rows the table has.
 */
export interface TableRows {
  readonly columns: readonly ListedColumn[]
  readonly rows: ReadonlyArray<ReadonlyArray<string | null>>
  readonly count: number
}

/** Where a copy is to be: an absolute path in a folder that is there. */
export type PublishRequest = { readonly path: string }

/** What was published: the file that is now at the path (links followed), its size, and every table in it. */
export interface PublishedCopy {
  readonly path: string
  readonly bytes: number
  readonly tables: ReadonlyArray<{ readonly table: StoredName; readonly rows: number }>
}

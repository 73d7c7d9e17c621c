import type { SchemaChange, SqlExecutor, SqlStatement } from './destination.ts'
import type { CallOptions, Json } from './runtime.ts'
import type { Checkpoint } from './source.ts'
import type { Strategy } from './table.ts'

/** Whose checkpoint it is: a source's identity, its table, and the target table's canonical name. */
export type StateKey = { readonly source: string; readonly table: string; readonly target: string }

/** What is stored under a key. */
export interface StateEntry extends StateKey {
  readonly checkpoint: Checkpoint
  readonly generation: string
  readonly strategy: Strategy
  /** Whether the generation is published; if not, a run was cut short. */
  readonly isPublished: boolean
  /** Rows that the target table held after the commit. */
  readonly rows: number
  /** 1 for the first write, one more for each later one. */
  readonly revision: number
}

/** One run of one table. Times in milliseconds since the epoch; `counts` by name: requests, retries, received, … */
export interface RunRecord extends StateKey, Period {
  readonly id: string
  readonly status: 'running' | 'succeeded' | 'stopped' | 'failed'
  /** What a commit changed in the table's columns, and when: each change is recorded once, with the rows that made it. */
  readonly changes?: { readonly at: number; readonly list: readonly SchemaChange[] } | undefined
  readonly error?: string | undefined
  readonly counts: { readonly [name: string]: Json }
}

type Period = { readonly startedAt: number; readonly endedAt?: number | undefined }

/** Builds statements; holds no connection. */
export interface StateStore {
  /** Makes or migrates the tables. Refuses tables of a newer version with `STATE_TOO_NEW`. */
  prepare(executor: SqlExecutor, options?: CallOptions): Promise<void>
  /** Every entry of a target table, whichever source it belongs to; none where the tables are missing. */
  find(executor: SqlExecutor, target: string, options?: CallOptions): Promise<readonly StateEntry[]>
  /** Writes `entry`, given that the stored revision is still `entry.revision - 1` (0: none is). Once it is published, other sources' entries for the target go. */
  record(dialect: SqlExecutor['dialect'], entry: StateEntry): readonly SqlStatement[]
  recordRun(dialect: SqlExecutor['dialect'], run: RunRecord): readonly SqlStatement[]
}

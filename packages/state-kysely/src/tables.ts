import type { RunRecord, StateKey, Strategy } from '@ingestr/contract'

/** One entry for each target table that a source fills. `checkpoint` is JSON. */
export interface CheckpointsTable {
  readonly source: StateKey['source']
  readonly source_table: StateKey['table']
  readonly target_table: StateKey['target']
  readonly checkpoint: string
  readonly generation: string
  readonly strategy: Strategy
  readonly is_published: boolean
  /** Rows that the target table held after the commit. */
  readonly rows: number
  readonly revision: number
}

/** One row for each run of a table. Times as ISO 8601 text on their way in; `counts` is JSON, everything that was counted. */
export interface RunsTable {
  readonly run_id: RunRecord['id']
  readonly source: StateKey['source']
  readonly source_table: StateKey['table']
  readonly target_table: StateKey['target']
  readonly status: RunRecord['status']
  readonly started_at: string
  readonly ended_at: string | null
  readonly error: string | null
  readonly counts: string
}

/** The counts of a run by column, to be reckoned with; null where one was not counted. `other_counts` is JSON. */
export interface RunTablesTable {
  readonly run_id: RunRecord['id']
  readonly source_table: StateKey['table']
  readonly target_table: StateKey['target']
  readonly requests: number | null
  readonly retries: number | null
  readonly received: number | null
  readonly kept: number | null
  readonly inserted: number | null
  readonly updated: number | null
  readonly unchanged: number | null
  readonly rows: number | null
  /** Records that the API said it has when the run began. */
  readonly api_count: number | null
  readonly other_counts: string
}

/** One row for each version that these tables were migrated to. */
export interface VersionsTable {
  readonly version: number
}

/** The tables in the schema `_ingestr`; where there are no schemas, `_ingestr_` precedes each name. */
export interface StateTables {
  readonly checkpoints: CheckpointsTable
  readonly runs: RunsTable
  readonly run_tables: RunTablesTable
  readonly versions: VersionsTable
}

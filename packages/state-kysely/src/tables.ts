import type { RunRecord, StateKey, Strategy } from '@ingestr/contract'

import type { CountColumn } from './run-counts.ts'

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

/**
 * One row for each run of a table. Times as ISO 8601 text on their way in. Of the counts, null is what was not counted;
 * `other_counts` is JSON, what has no column.
 */
export interface RunTablesTable extends CountColumns {
  readonly run_id: RunRecord['id']
  readonly source: StateKey['source']
  readonly source_table: StateKey['table']
  readonly target_table: StateKey['target']
  readonly status: RunRecord['status']
  readonly started_at: string
  readonly ended_at: string | null
  readonly error: string | null
  readonly other_counts: string
}

type CountColumns = { readonly [Column in CountColumn]: number | null }

/** A view: one row for each run, added up from its tables. `error` is that of one table that failed. */
export interface RunsView {
  readonly run_id: RunRecord['id']
  readonly source: StateKey['source']
  readonly tables: number
  readonly status: RunRecord['status']
  readonly started_at: string
  readonly ended_at: string | null
  readonly error: string | null
}

/** One row for each column that a run added (`from_type` is null) or changed. Types are the destination's own names. */
export interface SchemaChangesTable {
  readonly run_id: RunRecord['id']
  readonly target_table: StateKey['target']
  readonly column_name: string
  readonly from_type: string | null
  readonly to_type: string
  readonly changed_at: string
}

/** One row for each version that these tables were migrated to. */
export interface VersionsTable {
  readonly version: number
  /** How many checkpoints were written for the first time; null until one was. Such writes meet here. */
  readonly first_writes: number | null
}

/** The tables in the schema `_ingestr`; where there are no schemas, `_ingestr_` precedes each name. */
export interface StateTables {
  readonly checkpoints: CheckpointsTable
  readonly runs: RunsView
  readonly run_tables: RunTablesTable
  readonly schema_changes: SchemaChangesTable
  readonly versions: VersionsTable
}

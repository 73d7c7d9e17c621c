import type { ColumnKind } from './dialect.ts'
import type { StateTables } from './tables.ts'

/** The tables that hold something themselves. */
export type StoredTable = Exclude<keyof StateTables, 'runs'>

/** Kinds of the columns, in the order in which they are made. */
export const columnKinds: {
  readonly [Name in StoredTable]: Readonly<Record<keyof StateTables[Name], ColumnKind>>
} = {
  checkpoints: {
    source: 'text',
    source_table: 'text',
    target_table: 'text',
    checkpoint: 'text',
    generation: 'text',
    strategy: 'text',
    is_published: 'boolean',
    rows: 'integer',
    revision: 'integer',
  },
  run_tables: {
    run_id: 'text',
    source: 'text',
    source_table: 'text',
    target_table: 'text',
    status: 'text',
    started_at: 'instant',
    ended_at: 'instant',
    error: 'text',
    requests: 'integer',
    retries: 'integer',
    received: 'integer',
    kept: 'integer',
    inserted: 'integer',
    updated: 'integer',
    merged: 'integer',
    unchanged: 'integer',
    rows: 'integer',
    api_count: 'integer',
    api_count_before: 'integer',
    api_count_after: 'integer',
    planned: 'integer',
    read: 'integer',
    duplicates: 'integer',
    truncated_lists: 'integer',
    missing: 'integer',
    discarded: 'integer',
    other_counts: 'json',
  },
  schema_changes: {
    run_id: 'text',
    target_table: 'text',
    column_name: 'text',
    from_type: 'text',
    to_type: 'text',
    changed_at: 'instant',
  },
  versions: { version: 'integer', first_writes: 'integer' },
}

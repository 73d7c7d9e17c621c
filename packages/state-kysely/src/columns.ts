import type { ColumnKind } from './dialect.ts'
import type { StateTables } from './tables.ts'

/** Kinds of the columns, in the order in which they are made. */
export const columnKinds: {
  readonly [Name in keyof StateTables]: Readonly<Record<keyof StateTables[Name], ColumnKind>>
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
  runs: {
    run_id: 'text',
    source: 'text',
    source_table: 'text',
    target_table: 'text',
    status: 'text',
    started_at: 'instant',
    ended_at: 'instant',
    error: 'text',
    counts: 'json',
  },
  run_tables: {
    run_id: 'text',
    source_table: 'text',
    target_table: 'text',
    requests: 'integer',
    retries: 'integer',
    received: 'integer',
    kept: 'integer',
    inserted: 'integer',
    updated: 'integer',
    unchanged: 'integer',
    rows: 'integer',
    api_count: 'integer',
    other_counts: 'json',
  },
  versions: { version: 'integer' },
}

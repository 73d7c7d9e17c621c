import type { SqlStatement, StateEntry } from '@ingestr/contract'
import type { RawBuilder } from 'kysely'

import { createCasts } from './casts.ts'
import { createCompiler, toStatement } from './compiler.ts'
import { countFirstWrite } from './count-first-writes.ts'
import { place, type DialectName } from './dialect.ts'
import { currentVersion } from './migrations.ts'
import type { CheckpointsTable } from './tables.ts'

/** Every entry of a target table, in a fixed order. */
export function findEntries(dialect: DialectName, target: string): SqlStatement {
  const query = createCompiler(dialect)
    .selectFrom(place(dialect, 'checkpoints'))
    .selectAll()
    .where('target_table', '=', target)
    .orderBy('source')
    .orderBy('source_table')
  return toStatement(query)
}

/**
 * Writes an entry over revision `entry.revision - 1`, or conflicts. Once it is published, what other sources or tables had
 * stored for the target goes, since their rows are no longer what the table holds.
 */
export function recordEntry(dialect: DialectName, entry: StateEntry): readonly SqlStatement[] {
  const write =
    entry.revision === 1
      ? [countFirstWrite(dialect, currentVersion), insertEntry(dialect, entry)]
      : [updateEntry(dialect, entry)]
  return entry.isPublished ? [...write, deleteOthers(dialect, entry)] : write
}

const columns = [
  'source',
  'source_table',
  'target_table',
  'checkpoint',
  'generation',
  'strategy',
  'is_published',
  'rows',
  'revision',
] as const satisfies ReadonlyArray<keyof CheckpointsTable>

type CheckpointsRow = { readonly [Column in keyof CheckpointsTable]: RawBuilder<CheckpointsTable[Column]> }

function toRow(dialect: DialectName, entry: StateEntry): CheckpointsRow {
  const { boolean, integer, text } = createCasts(dialect)
  return {
    source: text(entry.source),
    source_table: text(entry.table),
    target_table: text(entry.target),
    checkpoint: text(JSON.stringify(entry.checkpoint)),
    generation: text(entry.generation),
    strategy: text(entry.strategy),
    is_published: boolean(entry.isPublished),
    rows: integer(entry.rows),
    revision: integer(entry.revision),
  }
}

function insertEntry(dialect: DialectName, entry: StateEntry): SqlStatement {
  const compiler = createCompiler(dialect)
  const table = place(dialect, 'checkpoints')
  const row = toRow(dialect, entry)
  const stored = compiler
    .selectFrom(table)
    .select('revision')
    .where('source', '=', entry.source)
    .where('source_table', '=', entry.table)
    .where('target_table', '=', entry.target)
  const cells = columns.map((column) => {
    const cell: RawBuilder<unknown> = row[column]
    return cell.as(column)
  })
  const selection = compiler.selectNoFrom(cells).where((build) => build.not(build.exists(stored)))
  const insert = compiler.insertInto(table).columns(columns).expression(selection)
  return toStatement(insert, { mustChange: 1 })
}

function updateEntry(dialect: DialectName, entry: StateEntry): SqlStatement {
  const update = createCompiler(dialect)
    .updateTable(place(dialect, 'checkpoints'))
    .set(toRow(dialect, entry))
    .where('source', '=', entry.source)
    .where('source_table', '=', entry.table)
    .where('target_table', '=', entry.target)
    .where('revision', '=', entry.revision - 1)
  return toStatement(update, { mustChange: 1 })
}

function deleteOthers(dialect: DialectName, entry: StateEntry): SqlStatement {
  const others = createCompiler(dialect)
    .deleteFrom(place(dialect, 'checkpoints'))
    .where('target_table', '=', entry.target)
    .where((build) => build.or([build('source', '<>', entry.source), build('source_table', '<>', entry.table)]))
  return toStatement(others)
}

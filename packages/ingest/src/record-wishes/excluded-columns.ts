import { IngestError, type TableDefinition } from '@ingestr/contract'
import type { RecordEdit } from '@ingestr/records'

import { unknownColumn } from '../unknown-column.ts'
import { findPlace } from './find-place.ts'

/** A table without the columns, and what takes their values out of its records, so that they come under no other name. */
export type NarrowedTable = { readonly definition: TableDefinition; readonly edits: readonly RecordEdit[] }

/** @throws IngestError `INVALID_ARGUMENT` for a column that no table has */
export function readExcluded(
  given: string | readonly string[] | undefined,
  tables: readonly TableDefinition[],
): readonly string[] {
  const names = (typeof given === 'string' ? given.split(',') : (given ?? [])).map((name) => name.trim())
  for (const name of names) {
    if (tables.every((table) => findPlace(name, table) === undefined)) {
      const hint = ' Where Intercom sends it without describing it, write a dot before it, as in .some_field.'
      throw unknownColumn('--sql-exclude-columns', name, tables, hint)
    }
  }
  return names
}

/** @throws IngestError `INVALID_ARGUMENT` for a column that tells records apart, or their versions */
export function excludeColumns(definition: TableDefinition, names: readonly string[]): NarrowedTable {
  const places = names.flatMap((name) => findPlace(name, definition) ?? [])
  const excluded = new Set(places.flatMap(({ column }) => column ?? []))
  for (const { name } of excluded) {
    if (definition.primaryKey.includes(name) || name === definition.versionColumn) {
      throw new IngestError(
        'INVALID_ARGUMENT',
        `--sql-exclude-columns cannot leave out ${name} of ${definition.name}: records and their versions are told apart by it. Leave it out of a view over the table instead.`,
      )
    }
  }
  const columns = definition.columns.filter((column) => !excluded.has(column))
  const emptied = places.flatMap(({ path }) => outerPaths(path)).filter((outer) => !isOuterOf(outer, columns))
  const paths = [...places.map(({ path }) => path), ...emptied]
  return { definition: { ...definition, columns }, edits: paths.map((path) => ({ path, change: 'remove' })) }
}

/** The objects that a value is in. */
function outerPaths(path: readonly string[]): ReadonlyArray<readonly string[]> {
  return path.slice(1).map((_, index) => path.slice(0, index + 1))
}

/** An object that no column is in any more is left out as a whole: it would become a column of its own. */
function isOuterOf(path: readonly string[], columns: TableDefinition['columns']): boolean {
  return columns.some((column) => path.every((key, index) => column.path[index] === key))
}

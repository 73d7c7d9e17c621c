import type { CallOptions, TableName } from '@ingestr/contract'

import { defaultSchema, foldName } from './identifier.ts'
import type { Session } from './session.ts'

/** `comment` is empty where there is none. */
export type StoredColumn = { readonly name: string; readonly type: string; readonly comment: string }

/** A table as it is in the database. */
export interface StoredTable {
  readonly comment: string
  /** In their order. */
  readonly columns: readonly StoredColumn[]
}

/** Undefined: there is no such table. A view of that name is not a table; DuckDB refuses to make one beside it. */
export async function readStoredTable(
  session: Session,
  table: TableName,
  options: CallOptions = {},
): Promise<StoredTable | undefined> {
  const place = [foldName(table.schema ?? defaultSchema), foldName(table.name)]
  const where =
    'database_name = current_database() AND lower(schema_name) = ? AND lower(table_name) = ? AND NOT internal'
  const [found] = await session.texts(`SELECT comment FROM duckdb_tables() WHERE ${where}`, place, options)
  if (found === undefined) return undefined
  const columns = await session.texts(
    `SELECT column_name, data_type, comment FROM duckdb_columns() WHERE ${where} ORDER BY column_index`,
    place,
    options,
  )
  return {
    comment: found[0] ?? '',
    columns: columns.map(([name = '', type = '', comment = '']) => ({ name, type, comment })),
  }
}

export function findColumn(table: StoredTable, name: string): StoredColumn | undefined {
  return table.columns.find((column) => foldName(column.name) === foldName(name))
}

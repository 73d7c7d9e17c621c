import type { CallOptions, TableName } from '@ingestr/contract'

import { defaultSchema, foldName, quoteText } from './identifier.ts'
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
  const [schema, own] = [table.schema ?? defaultSchema, table.name].map((each) => quoteText(foldName(each)))
  const where = `database_name = current_database() AND lower(schema_name) = ${schema} AND lower(table_name) = ${own} AND NOT internal`
  const found = await session.texts(
    `SELECT t.comment, c.column_name, c.data_type, c.comment FROM (FROM duckdb_tables() WHERE ${where}) t JOIN duckdb_columns() c USING (database_oid, table_oid) ORDER BY c.column_index`,
    [],
    options,
  )
  const [first] = found
  if (first === undefined) return undefined
  const columns = found.map(([, name = '', type = '', comment = '']) => ({ name, type, comment }))
  return { comment: first[0] ?? '', columns }
}

export function findColumn(table: StoredTable, name: string): StoredColumn | undefined {
  return table.columns.find((column) => foldName(column.name) === foldName(name))
}

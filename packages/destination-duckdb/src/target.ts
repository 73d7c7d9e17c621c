import { IngestError, type CallOptions, type TableName } from '@ingestr/contract'

import { defaultSchema, foldName, printTable } from './identifier.ts'
import type { Session } from './session.ts'

/** Schemas and catalogs of DuckDB's own: what is written there is refused, gone at the end, or not found again. */
const reservedSchemas: ReadonlySet<string> = new Set(['information_schema', 'pg_catalog', 'system', 'temp'])

/** Throws `INVALID_ARGUMENT` for a target in one of DuckDB's own schemas. */
export function checkSchema(table: TableName): void {
  const { schema = defaultSchema } = table
  if (!reservedSchemas.has(foldName(schema))) return
  throw new IngestError(
    'INVALID_ARGUMENT',
    `The schema ${schema} is DuckDB's own, and holds no tables of others. Choose another schema for the table.`,
  )
}

/** Throws `INVALID_ARGUMENT` where a view has the name of the target; nothing else of DuckDB's shares names with tables. */
export async function refuseView(session: Session, table: TableName, options: CallOptions): Promise<void> {
  const views = await session.texts(
    'SELECT view_name FROM duckdb_views() WHERE database_name = current_database() AND lower(schema_name) = ? AND lower(view_name) = ? AND NOT internal',
    [foldName(table.schema ?? defaultSchema), foldName(table.name)],
    options,
  )
  if (views.length === 0) return
  throw new IngestError(
    'INVALID_ARGUMENT',
    `${printTable(table)} is a view, and rows go into tables only. Choose another table, or rename or drop the view.`,
  )
}

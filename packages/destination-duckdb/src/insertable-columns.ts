import type { CallOptions } from '@ingestr/contract'

import { reasonOf } from './reason.ts'
import { quoteName, quoteTable } from './identifier.ts'
import type { Session } from './session.ts'
import type { CopiedTable } from './tables-in-order.ts'

/** The columns of a table in the database `catalog` that take values: not the generated ones. */
export async function insertableColumns(
  session: Session,
  catalog: string,
  { table, mayGenerate }: CopiedTable,
  options: CallOptions,
): Promise<readonly string[]> {
  const columns = await session.texts(
    'SELECT column_name, column_default IS NULL FROM duckdb_columns() WHERE database_name = ? AND schema_name = ? AND table_name = ? ORDER BY column_index',
    [catalog, table.schema, table.name],
    options,
  )
  const insertable: string[] = []
  for (const [name = '', isPlain] of columns) {
    const place = `${quoteTable(catalog, table)} (${quoteName(name)})`
    const isGenerated = mayGenerate && isPlain === 'false' && (await isRefused(session, place, options))
    if (!isGenerated) insertable.push(name)
  }
  return insertable
}

/** DuckDB lists a generated column as one with a default; only a statement that would write to it tells. */
async function isRefused(session: Session, place: string, options: CallOptions): Promise<boolean> {
  try {
    await session.rows(`EXPLAIN INSERT INTO ${place} SELECT NULL WHERE false`, [], options)
    return false
  } catch (error) {
    if (/generated column/i.test(reasonOf(error))) return true
    throw error
  }
}

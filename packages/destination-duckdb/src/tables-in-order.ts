import type { CallOptions, TableName } from '@ingestr/contract'

import { quoteName, quoteTable } from './identifier.ts'
import { reasonOf } from './failure.ts'
import type { Session } from './session.ts'

/** `columns` are those that rows are inserted with: not the generated ones. */
export type CopiedTable = { readonly table: Required<TableName>; readonly columns: readonly string[] }

/** All tables, each after those that its foreign keys refer to. */
export async function tablesInOrder(session: Session, options: CallOptions): Promise<readonly CopiedTable[]> {
  const references = await readReferences(session, options)
  const found = await session.texts(
    `SELECT schema_name, table_name, contains(sql, ' GENERATED ALWAYS AS(') FROM duckdb_tables() WHERE ${own} ORDER BY ALL`,
    [],
    options,
  )
  const tables: CopiedTable[] = []
  for (const [schema = '', name = '', mayGenerate] of found) {
    const table = { schema, name: name ?? '' }
    tables.push({ table, columns: await insertableColumns(session, table, mayGenerate === 'true', options) })
  }
  return inOrder(tables, references)
}

const own = 'database_name = current_database() AND NOT internal'

/** Names of the tables that a table refers to, by its key. DuckDB lets none refer to another schema. */
async function readReferences(session: Session, options: CallOptions): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await session.texts(
    `SELECT schema_name, table_name, referenced_table FROM duckdb_constraints() WHERE database_name = current_database() AND constraint_type = 'FOREIGN KEY'`,
    [],
    options,
  )
  const references = new Map<string, string[]>()
  for (const [schema = '', name = '', referred = ''] of found) {
    const key = keyOf({ schema, name })
    references.set(key, [...(references.get(key) ?? []), keyOf({ schema, name: referred })])
  }
  return references
}

function inOrder(
  tables: readonly CopiedTable[],
  references: ReadonlyMap<string, readonly string[]>,
): readonly CopiedTable[] {
  const byKey = new Map(tables.map((each) => [keyOf(each.table), each]))
  const ordered = new Set<CopiedTable>()
  const visited = new Set<string>()
  const visit = (key: string): void => {
    if (visited.has(key)) return
    visited.add(key)
    for (const referred of references.get(key) ?? []) visit(referred)
    const found = byKey.get(key)
    if (found !== undefined) ordered.add(found)
  }
  for (const key of byKey.keys()) visit(key)
  return [...ordered]
}

function keyOf({ schema, name }: Required<TableName>): string {
  return JSON.stringify([schema, name])
}

async function insertableColumns(
  session: Session,
  table: Required<TableName>,
  mayGenerate: boolean,
  options: CallOptions,
): Promise<readonly string[]> {
  const columns = await session.texts(
    `SELECT column_name, column_default IS NULL FROM duckdb_columns() WHERE ${own} AND schema_name = ? AND table_name = ? ORDER BY column_index`,
    [table.schema ?? '', table.name],
    options,
  )
  const insertable: string[] = []
  for (const [name = '', isPlain] of columns) {
    const isGenerated = mayGenerate && isPlain === 'false' && (await refusesValues(session, table, name, options))
    if (!isGenerated) insertable.push(name)
  }
  return insertable
}

/** DuckDB lists a generated column as one with a default; only a statement that would write to it tells. */
async function refusesValues(
  session: Session,
  table: Required<TableName>,
  column: string,
  options: CallOptions,
): Promise<boolean> {
  const place = quoteTable(session.catalog, table)
  try {
    await session.rows(`EXPLAIN INSERT INTO ${place} (${quoteName(column)}) SELECT NULL WHERE false`, [], options)
    return false
  } catch (error) {
    if (/generated column/i.test(reasonOf(error))) return true
    throw error
  }
}

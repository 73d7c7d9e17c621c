import type { CallOptions, StoredName } from '@ingestr/contract'

import type { Session } from './session.ts'

/** `mayGenerate`: whether some of its columns may be generated ones. */
export type CopiedTable = { readonly table: StoredName; readonly mayGenerate: boolean }

/** All tables, each after those that its foreign keys refer to. */
export async function tablesInOrder(session: Session, options: CallOptions): Promise<readonly CopiedTable[]> {
  const references = await readReferences(session, options)
  const found = await session.texts(
    `SELECT schema_name, table_name, contains(sql, ' GENERATED ALWAYS AS(') FROM duckdb_tables() WHERE ${own} ORDER BY ALL`,
    [],
    options,
  )
  const tables = found.map(([schema = '', name = '', mayGenerate]) => ({
    table: { schema, name },
    mayGenerate: mayGenerate === 'true',
  }))
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

function keyOf({ schema, name }: StoredName): string {
  return JSON.stringify([schema, name])
}

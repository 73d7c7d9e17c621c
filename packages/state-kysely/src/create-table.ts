import type { SqlStatement } from '@ingestr/contract'
import { sql } from 'kysely'

import { columnKinds, type StoredTable } from './columns.ts'
import { createCompiler, toStatement } from './compiler.ts'
import { place, typeName, type DialectName } from './dialect.ts'

/** Without keys or other constraints, which DuckLake could not hold: statements see to it that rows are single. */
export function createTable(dialect: DialectName, name: StoredTable): SqlStatement {
  let table = createCompiler(dialect).schema.createTable(place(dialect, name)).ifNotExists()
  for (const [column, kind] of Object.entries(columnKinds[name])) {
    table = table.addColumn(column, sql.raw(typeName(dialect, kind)))
  }
  return toStatement(table)
}

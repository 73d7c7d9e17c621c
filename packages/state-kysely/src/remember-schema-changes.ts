import type { SqlStatement } from '@ingestr/contract'
import { sql } from 'kysely'

import { columnKinds } from './columns.ts'
import { createCompiler, toStatement } from './compiler.ts'
import { createTable } from './create-table.ts'
import { place, typeName, type DialectName } from './dialect.ts'

/** From version 3 to 4: what a run changed in columns, and how much a schema contract made it discard. */
export function rememberSchemaChanges(dialect: DialectName): readonly SqlStatement[] {
  const type = sql.raw(typeName(dialect, columnKinds.run_tables.discarded))
  const tables = createCompiler(dialect).schema.alterTable(place(dialect, 'run_tables'))
  return [toStatement(tables.addColumn('discarded', type)), createTable(dialect, 'schema_changes')]
}

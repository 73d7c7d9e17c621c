import type { SqlStatement } from '@ingestr/contract'

import { createCasts } from './casts.ts'
import type { StoredTable } from './columns.ts'
import { createCompiler, toStatement } from './compiler.ts'
import { addFirstWrites } from './count-first-writes.ts'
import { createTable } from './create-table.ts'
import { hasSchemas, place, stateSchema, type DialectName } from './dialect.ts'
import { moveRunsIntoTables } from './runs-into-tables.ts'
import { createRunsView } from './runs-view.ts'
import { rememberSchemaChanges } from './remember-schema-changes.ts'

type Migration = (dialect: DialectName) => readonly SqlStatement[]

/** The migration at index n brings tables of version n + 1 to version n + 2. */
const migrations: readonly Migration[] = [moveRunsIntoTables, addFirstWrites, rememberSchemaChanges]

/** The version of the tables that this package reads and writes. */
export const currentVersion: number = migrations.length + 1

/**
 * Brings the tables from a version (0: there are none) to the current one, in steps that are each to be run in a transaction
 * of its own: DuckDB does not alter a table once more in one that has written to it.
 */
export function migrate(dialect: DialectName, from: number): ReadonlyArray<readonly SqlStatement[]> {
  if (from === 0) return [[...createTables(dialect), recordVersion(dialect, currentVersion)]]
  return migrations.slice(from - 1).map((step, index) => [...step(dialect), recordVersion(dialect, from + index + 1)])
}

function recordVersion(dialect: DialectName, version: number): SqlStatement {
  const compiler = createCompiler(dialect)
  const versions = place(dialect, 'versions')
  const stored = compiler.selectFrom(versions).select('version').where('version', '=', version)
  const selection = compiler
    .selectNoFrom(createCasts(dialect).integer(version).as('version'))
    .where((build) => build.not(build.exists(stored)))
  return toStatement(compiler.insertInto(versions).columns(['version']).expression(selection))
}

function createTables(dialect: DialectName): readonly SqlStatement[] {
  const compiler = createCompiler(dialect)
  const schema = hasSchemas(dialect) ? [toStatement(compiler.schema.createSchema(stateSchema).ifNotExists())] : []
  const names: readonly StoredTable[] = ['versions', 'checkpoints', 'run_tables', 'schema_changes']
  return [...schema, ...names.map((name) => createTable(dialect, name)), createRunsView(dialect)]
}

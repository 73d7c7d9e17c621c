import type { SqlStatement } from '@ingestr/contract'
import { sql } from 'kysely'

import { createCasts } from './casts.ts'
import { columnKinds } from './columns.ts'
import { createCompiler, toStatement, type Compiler } from './compiler.ts'
import { hasSchemas, place, stateSchema, typeName, type DialectName } from './dialect.ts'
import type { StateTables } from './tables.ts'

type Migration = (compiler: Compiler, dialect: DialectName) => readonly SqlStatement[]

/** The migration at index n brings the tables from version n to n + 1. Each may run again without harm. */
const migrations: readonly Migration[] = [createTables]

/** The version of the tables that this package reads and writes. */
export const currentVersion: number = migrations.length

/** Brings the tables from a version to the current one. To be run in one transaction. */
export function migrate(dialect: DialectName, from: number): readonly SqlStatement[] {
  const compiler = createCompiler(dialect)
  return migrations.slice(from).flatMap((migration, index) => {
    const version = from + index + 1
    const versions = place(dialect, 'versions')
    const stored = compiler.selectFrom(versions).select('version').where('version', '=', version)
    const selection = compiler
      .selectNoFrom(createCasts(dialect).integer(version).as('version'))
      .where((build) => build.not(build.exists(stored)))
    const insert = compiler.insertInto(versions).columns(['version']).expression(selection)
    return [...migration(compiler, dialect), toStatement(insert)]
  })
}

/** Without keys or other constraints, which DuckLake could not hold: statements see to it that rows are single. */
function createTables(compiler: Compiler, dialect: DialectName): readonly SqlStatement[] {
  const schema = hasSchemas(dialect) ? [toStatement(compiler.schema.createSchema(stateSchema).ifNotExists())] : []
  const names: ReadonlyArray<keyof StateTables> = ['versions', 'checkpoints', 'runs', 'run_tables']
  return [...schema, ...names.map((name) => createTable(compiler, dialect, name))]
}

function createTable(compiler: Compiler, dialect: DialectName, name: keyof StateTables): SqlStatement {
  let table = compiler.schema.createTable(place(dialect, name)).ifNotExists()
  for (const [column, kind] of Object.entries(columnKinds[name])) {
    table = table.addColumn(column, sql.raw(typeName(dialect, kind)))
  }
  return toStatement(table)
}

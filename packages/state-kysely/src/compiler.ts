import { IngestError, type SqlStatement, type SqlValues } from '@ingestr/contract'
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
  type Dialect,
} from 'kysely'

import type { DialectName, PlacedName } from './dialect.ts'
import type { StateTables } from './tables.ts'

/** Both ways of placing a table, since the dialect is known only when a statement is built. */
type Database = { readonly [Name in keyof StateTables as PlacedName<Name>]: StateTables[Name] }

/** Kysely as a compiler alone: its driver is a dummy, statements are run by whoever holds the connection. */
export type Compiler = Kysely<Database>

export function createCompiler(dialect: DialectName): Compiler {
  return new Kysely<Database>({ dialect: dialect === 'sqlite' ? sqlite : questionMarks })
}

class QuestionMarkCompiler extends PostgresQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return '?'
  }
}

/** DuckDB, DuckLake and Postgres speak alike; the contract's placeholder is `?`. */
const questionMarks: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (database) => new PostgresIntrospector(database),
  createQueryCompiler: () => new QuestionMarkCompiler(),
}

const sqlite: Dialect = {
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (database) => new SqliteIntrospector(database),
  createQueryCompiler: () => new SqliteQueryCompiler(),
}

export function toStatement(query: Compilable, options: { readonly mustChange?: number } = {}): SqlStatement {
  const { sql, parameters } = query.compile()
  return { text: sql, parameters: parameters.map(requireSqlValue), ...options }
}

function requireSqlValue(value: unknown): SqlValues[number] {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value
  throw new IngestError('STATE_INVALID', `A ${typeof value} cannot be stored in a state table.`)
}

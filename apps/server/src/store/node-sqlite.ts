import type { DatabaseSync, SQLInputValue } from 'node:sqlite'

import { type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'

/** Node's own SQLite, in the shape that Kysely's dialect asks for. */
export function createNodeSqliteDialect(database: DatabaseSync): SqliteDialect {
  const adapted: SqliteDatabase = {
    close: () => database.close(),
    prepare: (sql): SqliteStatement => {
      const statement = database.prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...bind(parameters)),
        run: (parameters) => {
          const { changes, lastInsertRowid } = statement.run(...bind(parameters))
          return { changes: BigInt(changes), lastInsertRowid: BigInt(lastInsertRowid) }
        },
        iterate: (parameters) => statement.iterate(...bind(parameters)),
      }
    },
  }
  return new SqliteDialect({ database: adapted })
}

function bind(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map(toInput)
}

function toInput(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`SQLite has no place for a ${typeof value}`)
}

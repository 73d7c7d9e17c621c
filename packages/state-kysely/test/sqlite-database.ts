import { existsSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

import type { Json, SqlStatement } from '@ingestr/contract'

import { createExecutor, type TestDatabase } from './database.ts'

/** SQLite of Node in a file, opened by the first write, or by the first query of a file that is there. */
export async function openSqlite(path: string): Promise<TestDatabase> {
  let opened: DatabaseSync | undefined

  function connect(): DatabaseSync {
    opened ??= new DatabaseSync(path)
    return opened
  }

  const executor = createExecutor('sqlite', {
    exists: () => opened !== undefined || existsSync(path),
    query: async ({ text, parameters }) =>
      connect()
        .prepare(text)
        .all(...bindable(parameters))
        .map(asJson),
    run: async ({ text, parameters }) =>
      Number(
        connect()
          .prepare(text)
          .run(...bindable(parameters)).changes,
      ),
  })
  return {
    executor,
    name: (table) => `_ingestr_${table}`,
    async [Symbol.asyncDispose]() {
      opened?.close()
      opened = undefined
    },
  }
}

function bindable(parameters: SqlStatement['parameters']): SQLInputValue[] {
  return parameters.map((value) => {
    if (typeof value === 'boolean') throw new TypeError('SQLite takes no booleans.')
    return value
  })
}

function asJson(row: Record<string, unknown>): Record<string, Json> {
  return JSON.parse(JSON.stringify(row))
}

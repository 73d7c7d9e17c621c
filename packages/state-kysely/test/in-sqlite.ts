import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

import type { Json, SqlStatement } from '@ingestr/contract'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'

import { createExecutor, type ConnectOptions, type DatabaseKind, type Place, type TestDatabase } from './database.ts'

/** SQLite of Node in a file, opened by the first write, or by the first query of a file that is there. */
export const sqlite: DatabaseKind = {
  name: 'sqlite',
  dialect: 'sqlite',
  isShared: true,
  makePlace,
  nameOf: (table) => `_ingestr_${table}`,
  integer: (value) => value,
  truth: Number,
  secondsBetween: (start, end) => `round((julianday(${end}) - julianday(${start})) * 86400, 3)`,
  listColumns: `select m.name || '.' || c.name as place, lower(c.type) as type
    from sqlite_master as m, pragma_table_info(m.name) as c where m.name like '\\_ingestr\\_%' escape '\\' order by 1`,
}

/** Waits at most `lockTimeoutMs` for other connections; while it does, this process stands still. */
export async function connectToSqlite(
  path: string,
  { lockTimeoutMs, ...options }: ConnectOptions & { readonly lockTimeoutMs: number },
): Promise<TestDatabase> {
  let opened: DatabaseSync | undefined

  function connect(): DatabaseSync {
    opened ??= new DatabaseSync(path, { timeout: lockTimeoutMs })
    return opened
  }

  const executor = createExecutor(
    'sqlite',
    {
      exists: async () => opened !== undefined || existsSync(path),
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
      isConflict: (error) => error instanceof Error && /database (table )?is locked/.test(error.message),
    },
    options,
  )
  return {
    executor,
    async [Symbol.asyncDispose]() {
      opened?.close()
      opened = undefined
    },
  }
}

async function makePlace(): Promise<Place> {
  const directory = await createTemporaryDirectory()
  const path = join(directory.path, 'state.db')
  return {
    address: path,
    exists: async () => existsSync(path),
    isWaiting: async () => false,
    connect: (options) => connectToSqlite(path, { lockTimeoutMs: 0, ...options }),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
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

import { join } from 'node:path'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { createStateStore } from '@ingestr/state-kysely'

import type { Json, SqlStatement, StateEntry, StateStore } from '@ingestr/contract'

import type { OpenDatabase, TestDatabase } from './database.ts'
import { openDuckdb } from './duckdb-database.ts'
import { openSqlite } from './sqlite-database.ts'

export const store: StateStore = createStateStore()

/** The dialects that every requirement is tested in. */
export const databases: ReadonlyArray<readonly [dialect: 'duckdb' | 'sqlite', open: OpenDatabase]> = [
  ['duckdb', openDuckdb],
  ['sqlite', openSqlite],
]

/** Gives a database whose file is not there yet, and takes it away afterwards. */
export async function withDatabase(
  open: OpenDatabase,
  use: (database: TestDatabase, path: string) => Promise<void>,
): Promise<void> {
  await using directory = await createTemporaryDirectory()
  const path = join(directory.path, 'state.db')
  await using database = await open(path)
  await use(database, path)
}

export async function withPrepared(open: OpenDatabase, use: (database: TestDatabase) => Promise<void>): Promise<void> {
  await withDatabase(open, async (database) => {
    await store.prepare(database.executor)
    await use(database)
  })
}

export async function select(database: TestDatabase, text: string): Promise<ReadonlyArray<Record<string, Json>>> {
  return database.executor.query({ text, parameters: [] })
}

export async function execute(
  database: TestDatabase,
  text: string,
  parameters: SqlStatement['parameters'] = [],
): Promise<void> {
  await database.executor.apply([{ text, parameters }])
}

export async function write(database: TestDatabase, entry: StateEntry): Promise<void> {
  await database.executor.apply(store.record(database.executor.dialect, entry))
}

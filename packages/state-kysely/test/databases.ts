import { inject } from 'vitest'

import type { Json, SqlStatement, StateEntry, StateStore } from '@ingestr/contract'
import { createStateStore } from '@ingestr/state-kysely'

import type { DatabaseKind, Place, TestDatabase } from './database.ts'
import { duckdb } from './in-duckdb.ts'
import { findDucklake } from './in-ducklake.ts'
import { createPostgresKind } from './in-postgres.ts'
import { sqlite } from './in-sqlite.ts'

import '@ingestr-tooling/postgres/setup'

export const store: StateStore = createStateStore()

export const postgresHost: string | null = inject('postgresHost')

/** What every requirement is tested in. DuckLake and Postgres are left out where a machine has none. */
export const databases: readonly DatabaseKind[] = [
  duckdb,
  sqlite,
  ...(postgresHost === null ? [] : [createPostgresKind(postgresHost)]),
  ...findDucklake(),
]

/** Gives a database that is not there yet, and takes it away afterwards. */
export async function withDatabase(
  kind: DatabaseKind,
  use: (database: TestDatabase, place: Place) => Promise<void>,
): Promise<void> {
  await using place = await kind.makePlace()
  await using database = await place.connect()
  await use(database, place)
}

export async function withPrepared(
  kind: DatabaseKind,
  use: (database: TestDatabase, place: Place) => Promise<void>,
): Promise<void> {
  await withDatabase(kind, async (database, place) => {
    await store.prepare(database.executor)
    await use(database, place)
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

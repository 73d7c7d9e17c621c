import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'

import { createExecutor, type ConnectOptions, type DatabaseKind, type Place, type TestDatabase } from './database.ts'
import { standardSql } from './standard-sql.ts'

type DuckdbOptions = {
  readonly dialect: 'duckdb' | 'ducklake'
  /** Statements that each instance begins with, and each connection, in the given folder. */
  readonly beginInstance?: (folder: string) => readonly string[]
  readonly beginConnection?: readonly string[]
}

/** DuckDB in a file, opened by the first write, or by the first query of a file that is there. */
export const duckdb: DatabaseKind = createDuckdbKind({ dialect: 'duckdb' })

export function createDuckdbKind(options: DuckdbOptions): DatabaseKind {
  const { dialect } = options
  return { name: dialect, dialect, isShared: false, makePlace: () => makePlace(options), ...standardSql }
}

async function makePlace({ dialect, beginInstance, beginConnection = [] }: DuckdbOptions): Promise<Place> {
  const directory = await createTemporaryDirectory()
  const path = join(directory.path, 'state.db')
  const connections = new Set<DuckDBConnection>()
  /** One for all connections: two on one file would damage it. */
  let instance: DuckDBInstance | undefined

  return {
    address: path,
    exists: async () => existsSync(path),
    isWaiting: async () => false,
    connect,
    async [Symbol.asyncDispose]() {
      for (const connection of connections) disconnect(connection)
      await directory[Symbol.asyncDispose]()
    },
  }

  async function openInstance(): Promise<DuckDBInstance> {
    const opened = await DuckDBInstance.create(dialect === 'duckdb' ? path : ':memory:', {
      allow_unsigned_extensions: 'false',
    })
    const connection = await opened.connect()
    for (const text of beginInstance?.(directory.path) ?? []) await connection.run(text)
    connection.closeSync()
    return opened
  }

  function disconnect(connection: DuckDBConnection): void {
    connection.closeSync()
    connections.delete(connection)
    if (connections.size > 0) return
    instance?.closeSync()
    instance = undefined
  }

  async function connect(options?: ConnectOptions): Promise<TestDatabase> {
    let own: DuckDBConnection | undefined

    async function connected(): Promise<DuckDBConnection> {
      if (own === undefined) {
        instance ??= await openInstance()
        own = await instance.connect()
        connections.add(own)
        for (const text of ["set TimeZone = 'UTC'", ...beginConnection]) await own.run(text)
      }
      return own
    }

    const executor = createExecutor(
      dialect,
      {
        exists: async () => own !== undefined || existsSync(path),
        async query({ text, parameters }) {
          return (await (await connected()).runAndReadAll(text, [...parameters])).getRowObjectsJson()
        },
        async run({ text, parameters }) {
          return (await (await connected()).run(text, [...parameters])).rowsChanged
        },
        isConflict: (error) => error instanceof Error && /conflict/i.test(error.message),
      },
      options,
    )
    return {
      executor,
      async [Symbol.asyncDispose]() {
        if (own !== undefined && connections.has(own)) disconnect(own)
        own = undefined
      },
    }
  }
}

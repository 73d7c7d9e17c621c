import { randomUUID } from 'node:crypto'

import { Client, DatabaseError, type ClientConfig } from 'pg'

import type { Json, SqlStatement } from '@ingestr/contract'
import { numberParameters } from '@ingestr/state-kysely'

import { createExecutor, type ConnectOptions, type DatabaseKind, type Place, type TestDatabase } from './database.ts'
import { standardSql } from './standard-sql.ts'

type Isolation = 'read committed' | 'serializable'

/** Postgres behind the socket in the folder `host`. Without another isolation, that of Postgres. */
export function createPostgresKind(host: string, isolation: Isolation = 'read committed'): DatabaseKind {
  const name = isolation === 'serializable' ? 'postgres, serializable' : 'postgres'
  return { name, dialect: 'postgres', isShared: true, makePlace: () => makePlace(host, isolation), ...standardSql }
}

/** A database of the server, made by the first write. Its name is a word in lower case. */
export async function connectToPostgres(
  host: string,
  name: string,
  { isolation = 'read committed', ...options }: ConnectOptions & { readonly isolation?: Isolation } = {},
): Promise<TestDatabase> {
  let opened: Client | undefined

  async function run({ text, parameters }: SqlStatement): Promise<Answer> {
    if (opened === undefined) {
      await askServer(host, `create database ${name}`).catch(unless('42P04', '23505'))
      opened = await connectClient({ host, database: name })
    }
    const statement = text === 'begin' ? `begin isolation level ${isolation}` : numberParameters(text)
    return opened.query({ text: statement, values: [...parameters] })
  }

  const executor = createExecutor(
    'postgres',
    {
      exists: async () => opened !== undefined || exists(host, name),
      query: async (statement) => (await run(statement)).rows,
      run: async (statement) => (await run(statement)).rowCount ?? 0,
      isConflict: (error) => error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01'),
    },
    options,
  )
  return {
    executor,
    async [Symbol.asyncDispose]() {
      await opened?.end()
      opened = undefined
    },
  }
}

type Answer = { readonly rows: ReadonlyArray<Record<string, Json>>; readonly rowCount: number | null }

async function makePlace(host: string, isolation: Isolation): Promise<Place> {
  const name = `state_${randomUUID().replaceAll('-', '')}`
  return {
    address: name,
    exists: () => exists(host, name),
    async isWaiting() {
      const waiting = `select from pg_locks as l, pg_stat_activity as a where l.pid = a.pid and not granted and a.datname = '${name}'`
      return (await askServer(host, waiting)).rowCount !== 0
    },
    connect: (options) => connectToPostgres(host, name, { isolation, ...options }),
    async [Symbol.asyncDispose]() {
      await askServer(host, `drop database if exists ${name} with (force)`)
    },
  }
}

async function exists(host: string, name: string): Promise<boolean> {
  return (await askServer(host, `select from pg_database where datname = '${name}'`)).rowCount !== 0
}

async function askServer(host: string, text: string): Promise<Answer> {
  const client = await connectClient({ host, database: 'postgres' })
  try {
    return await client.query(text)
  } finally {
    await client.end()
  }
}

async function connectClient(config: ClientConfig): Promise<Client> {
  const client = new Client({ ...config, user: 'postgres', types: { getTypeParser }, options: '-c TimeZone=UTC' })
  await client.connect()
  return client
}

/** As the contract says: times as ISO text, 64-bit integers as text, JSON as the text that was stored. */
function getTypeParser(type: number): (text: string) => Json {
  if (type === 16) return (text) => text === 't'
  if (type === 21 || type === 23 || type === 701) return Number
  if (type === 1184) return (text) => new Date(text).toISOString()
  return (text) => text
}

function unless(...codes: readonly string[]): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof DatabaseError && codes.includes(error.code ?? ''))) throw error
  }
}

import { createInterface } from 'node:readline'

import { DuckDBInstance, type Json } from '@duckdb/node-api'

import { startChild } from './child.ts'

import type { CallOptions, Destination, PublishedCopy } from '@ingestr/contract'

export async function publish(destination: Destination, path: string, options?: CallOptions): Promise<PublishedCopy> {
  if (destination.publishCopy === undefined) throw new TypeError('The destination publishes nothing.')
  return await destination.publishCopy({ path }, options)
}

/** What plain DuckDB finds in a copy that it opens for reading. */
export async function readCopy(path: string, sql: string): Promise<readonly Json[][]> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** A process of its own that has a copy open. */
export interface Reader extends AsyncDisposable {
  ask(sql: string): Promise<unknown>
}

export async function openReader(path: string): Promise<Reader> {
  const child = await startChild('reading-child.ts', path)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async ask(sql) {
      child.stdin.write(`${sql}\n`)
      const { value } = await lines.next()
      return JSON.parse(String(value))
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}

import { existsSync } from 'node:fs'

import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'

import { createExecutor, type TestDatabase } from './database.ts'

/** DuckDB in a file, opened by the first write, or by the first query of a file that is there. */
export async function openDuckdb(path: string): Promise<TestDatabase> {
  let opened: { readonly instance: DuckDBInstance; readonly connection: DuckDBConnection } | undefined

  async function connect(): Promise<DuckDBConnection> {
    if (opened === undefined) {
      const instance = await DuckDBInstance.create(path)
      opened = { instance, connection: await instance.connect() }
      await opened.connection.run("set TimeZone = 'UTC'")
    }
    return opened.connection
  }

  const executor = createExecutor('duckdb', {
    exists: () => opened !== undefined || existsSync(path),
    async query({ text, parameters }) {
      return (await (await connect()).runAndReadAll(text, [...parameters])).getRowObjectsJson()
    },
    async run({ text, parameters }) {
      return (await (await connect()).run(text, [...parameters])).rowsChanged
    },
  })
  return {
    executor,
    name: (table) => `_ingestr.${table}`,
    async [Symbol.asyncDispose]() {
      opened?.connection.closeSync()
      opened?.instance.closeSync()
      opened = undefined
    },
  }
}

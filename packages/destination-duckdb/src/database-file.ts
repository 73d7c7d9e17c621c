import { basename } from 'node:path'

import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'

import type { Connectable } from './database.ts'
import { memoryPath } from './database-path.ts'
import { quoteName, quoteText } from './identifier.ts'
import { withConnection } from './with-connection.ts'

/** A file that DuckDB has opened, or a database in memory. */
export interface DatabaseFile extends Connectable {
  /** Makes a checkpoint of the file. */
  close(): void
}

/**
 * A checkpoint writes the last row group of a table anew until it is full, and holds all of it in memory. DuckDB's own groups
 * of 122,880 rows are 340 MB of contacts.
 */
export const rowGroupSize = 30_720

/**
 * Opens `path` with small row groups, under the name that DuckDB gives such a file. That needs a database in memory to attach
 * it to, so a file of that database's name, `memory`, keeps DuckDB's own row groups; either kind can follow the other in one table.
 */
export async function openFile(path: string, configuration: Record<string, string>): Promise<DatabaseFile> {
  if (path === memoryPath || /^memory(?:\.|$)/i.test(basename(path))) {
    const instance = await DuckDBInstance.create(path, configuration)
    return { connect: () => instance.connect(), close: () => instance.closeSync() }
  }
  const instance = await DuckDBInstance.create(memoryPath, configuration)
  try {
    const name = await attach(instance, path)
    return {
      connect: () => connectTo(instance, name),
      close: () => instance.closeSync(),
    }
  } catch (error) {
    instance.closeSync()
    throw error
  }
}

async function connectTo(instance: DuckDBInstance, name: string): Promise<DuckDBConnection> {
  const connection = await instance.connect()
  try {
    await connection.run(`USE ${quoteName(name)}`)
  } catch (error) {
    connection.closeSync()
    throw error
  }
  return connection
}

/** DuckDB's name for the file. */
async function attach(instance: DuckDBInstance, path: string): Promise<string> {
  return withConnection(instance, async (connection) => {
    await connection.run(`ATTACH ${quoteText(path)} (ROW_GROUP_SIZE ${rowGroupSize})`)
    const names = await connection.runAndReadAll(
      "SELECT database_name FROM duckdb_databases() WHERE NOT internal AND database_name <> 'memory'",
    )
    const name = names.getRowsJson()[0]?.[0]
    if (typeof name !== 'string') throw new TypeError(`DuckDB gave ${path} no name.`)
    return name
  })
}

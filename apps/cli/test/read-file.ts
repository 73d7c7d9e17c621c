import { DuckDBInstance, type Json } from '@duckdb/node-api'

/** Reads rows of a DuckDB file that no run has open. */
export async function readFile(path: string, sql: string): Promise<ReadonlyArray<Record<string, Json>>> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

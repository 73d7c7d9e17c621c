import { DuckDBInstance } from '@duckdb/node-api'

/** Rows of different ids. */
export async function countRows(file: string, table: string): Promise<number> {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  try {
    const reader = await connection.runAndReadAll(`SELECT count(DISTINCT id) FROM ${table}`)
    return Number(reader.getRows()[0]?.[0])
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

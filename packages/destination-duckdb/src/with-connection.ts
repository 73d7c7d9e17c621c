import type { DuckDBConnection } from '@duckdb/node-api'

import type { Connectable } from './database.ts'

/** Does `work` on a connection of its own. */
export async function withConnection<Result>(
  database: Connectable,
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await database.connect()
  try {
    return await work(connection)
  } finally {
    connection.closeSync()
  }
}

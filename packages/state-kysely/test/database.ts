import { IngestError, type Json, type SqlExecutor, type SqlStatement } from '@ingestr/contract'

/** A database in a file that is made by the first write, as a destination's is. */
export interface TestDatabase extends AsyncDisposable {
  readonly executor: SqlExecutor
  /** Name of a state table in this dialect's SQL. */
  readonly name: (table: string) => string
}

export type OpenDatabase = (path: string) => Promise<TestDatabase>

/** What a driver does; the rules of the contract are added by `createExecutor`. */
export interface Connection {
  exists(): boolean
  query(statement: SqlStatement): Promise<ReadonlyArray<Record<string, Json>>>
  /** Gives the number of rows changed. */
  run(statement: SqlStatement): Promise<number>
}

export function createExecutor(dialect: SqlExecutor['dialect'], connection: Connection): SqlExecutor {
  return {
    dialect,
    async query(statement, { signal } = {}) {
      signal?.throwIfAborted()
      return connection.exists() ? connection.query(statement) : []
    },
    async apply(statements, { signal } = {}) {
      signal?.throwIfAborted()
      await connection.run({ text: 'begin', parameters: [] })
      try {
        for (const statement of statements) {
          const changed = await connection.run(statement)
          if (statement.mustChange !== undefined && statement.mustChange !== changed) {
            throw new IngestError('STATE_CONFLICT', 'Another run wrote meanwhile. Run again.', { isRetryable: true })
          }
        }
      } catch (error) {
        await connection.run({ text: 'rollback', parameters: [] })
        throw error
      }
      await connection.run({ text: 'commit', parameters: [] })
    },
  }
}

import { IngestError, type Json, type SqlExecutor, type SqlStatement } from '@ingestr/contract'

/** A connection to a database that is made by the first write, as a destination's is. */
export interface TestDatabase extends AsyncDisposable {
  readonly executor: SqlExecutor
}

export type ConnectOptions = {
  /** Awaited by `apply` when all its statements have run. */
  readonly beforeCommit?: () => Promise<void>
}

/** Where a database will be. Disposing removes it. */
export interface Place extends AsyncDisposable {
  /** Where another process finds it. */
  readonly address: string
  exists(): Promise<boolean>
  connect(options?: ConnectOptions): Promise<TestDatabase>
  /** Whether a connection waits until another one's transaction ends. */
  isWaiting(): Promise<boolean>
}

/** A database that every requirement is tested in, and how it says what they ask. */
export interface DatabaseKind {
  readonly name: string
  readonly dialect: SqlExecutor['dialect']
  /** Whether several processes may open one database. */
  readonly isShared: boolean
  makePlace(): Promise<Place>
  /** Name of a state table. */
  nameOf(table: string): string
  /** Values as an executor gives them. */
  integer(value: number): Json
  truth(value: boolean): Json
  /** SQL for the seconds between two times. */
  secondsBetween(start: string, end: string): string
  /** SQL for every column of every state table, as `place` and `type`, in order. */
  readonly listColumns: string
}

/** What a driver does; the rules of the contract are added by `createExecutor`. */
export interface Connection {
  exists(): Promise<boolean>
  query(statement: SqlStatement): Promise<ReadonlyArray<Record<string, Json>>>
  /** Gives the number of rows changed. */
  run(statement: SqlStatement): Promise<number>
  /** Whether the driver says that another transaction wrote, or is writing, the same. */
  isConflict(error: unknown): boolean
}

export function createExecutor(
  dialect: SqlExecutor['dialect'],
  connection: Connection,
  { beforeCommit }: ConnectOptions = {},
): SqlExecutor {
  return {
    dialect,
    async query(statement, { signal } = {}) {
      signal?.throwIfAborted()
      return (await connection.exists()) ? connection.query(statement) : []
    },
    async apply(statements, { signal } = {}) {
      signal?.throwIfAborted()
      await connection.run({ text: 'begin', parameters: [] })
      try {
        for (const statement of statements) {
          const changed = await connection.run(statement)
          if (statement.mustChange !== undefined && statement.mustChange !== changed) throw conflict()
        }
        await beforeCommit?.()
        await connection.run({ text: 'commit', parameters: [] })
      } catch (error) {
        // After a COMMIT that failed, there may be nothing left to roll back.
        await connection.run({ text: 'rollback', parameters: [] }).catch(() => 0)
        throw connection.isConflict(error) ? conflict(error) : error
      }
    },
  }
}

function conflict(cause?: unknown): IngestError {
  return new IngestError('STATE_CONFLICT', 'Another run wrote meanwhile. Run again.', { cause, isRetryable: true })
}

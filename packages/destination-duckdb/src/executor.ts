import type { CallOptions, SqlExecutor, SqlStatement } from '@ingestr/contract'

import type { Connectable, Database } from './database.ts'
import { destinationFailure } from './failure.ts'
import { openSession, type Rows, type Session } from './session.ts'
import { inTransaction } from './transaction.ts'

/** Where the database is: `existing` is undefined where there is none yet, `made` makes it. */
export interface DatabaseAccess {
  existing(options?: CallOptions): Promise<Database | undefined>
  made(options?: CallOptions): Promise<Database>
}

/** Runs each call on a connection of its own, so that no query sees the inside of another call's transaction. */
export function createExecutor(access: DatabaseAccess): SqlExecutor {
  return {
    dialect: 'duckdb',
    async query(statement: SqlStatement, options: CallOptions = {}): Promise<Rows> {
      options.signal?.throwIfAborted()
      const database = await access.existing(options)
      if (database === undefined) return []
      return withSession(database, options, 'read from the database', (session) =>
        database.memory.retried(() => session.rows(statement.text, statement.parameters, options)),
      )
    },
    async apply(statements: readonly SqlStatement[], options: CallOptions = {}): Promise<void> {
      options.signal?.throwIfAborted()
      const database = await access.made(options)
      await database.turns.take(
        () =>
          withSession(database, options, 'change the database', (session) =>
            inTransaction(database, session, (transaction) => transaction.apply(statements, options)),
          ),
        options,
      )
    },
  }
}

/** Whatever DuckDB throws leaves as `DESTINATION_FAILED`, or as the reason of an aborted signal. */
export async function withSession<Result>(
  database: Connectable,
  options: CallOptions,
  action: string,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const session = await openSession(database)
  try {
    return await work(session)
  } catch (error) {
    options.signal?.throwIfAborted()
    throw destinationFailure(action, error)
  } finally {
    session.close()
  }
}

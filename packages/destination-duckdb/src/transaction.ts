import { IngestError, type CallOptions, type SqlStatement } from '@ingestr/contract'

import { lookUpCommit } from './commit-lookup.ts'
import type { Database } from './database.ts'
import { destinationFailure } from './failure.ts'
import { reasonOf } from './reason.ts'
import type { Session } from './session.ts'

/** Inside a transaction. */
export interface Transaction {
  /** Runs statements that others built. One that changes another number of rows than it must is a `STATE_CONFLICT`. */
  apply(statements: readonly SqlStatement[], options?: CallOptions): Promise<void>
}

/**
 * Runs `work` in one transaction. After any error there is only ROLLBACK; one that ran out of memory is done again with more. A
 * COMMIT that throws is looked up: it may have been kept all the same, and then this resolves.
 */
export async function inTransaction<Result>(
  database: Database,
  session: Session,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const ending = await database.memory.retried(() => attempt(database, session, work))
  if ('unknownFate' in ending) throw ending.unknownFate
  return ending.result
}

/** A commit of unknown fate is no failure here, or it would be tried again. */
type Ending<Result> = { readonly result: Result } | { readonly unknownFate: IngestError }

async function attempt<Result>(
  database: Database,
  session: Session,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Ending<Result>> {
  const applied: SqlStatement[] = []
  session.soon('BEGIN TRANSACTION')
  let result: Result
  try {
    result = await work({
      async apply(statements, options) {
        await runStatements(session, statements, options)
        applied.push(...statements)
      },
    })
    // DuckDB resolves a COMMIT of a transaction that it has undone already; any other statement of one it refuses.
    await session.run('SELECT 1')
  } catch (error) {
    await session.rollBack()
    throw error
  }
  try {
    await session.run('COMMIT')
  } catch (error) {
    await session.rollBack()
    const fate = await lookUpCommit(database, applied, error)
    if (fate === 'undone') throw error
    if (fate === 'unknown') return { unknownFate: unknownFate(error) }
  }
  return { result }
}

async function runStatements(
  session: Session,
  statements: readonly SqlStatement[],
  options: CallOptions = {},
): Promise<void> {
  for (const { text, parameters, mustChange } of statements) {
    let changed: number
    try {
      changed = await session.run(text, parameters, options)
    } catch (error) {
      options.signal?.throwIfAborted()
      throw destinationFailure('store the state of the run', error)
    }
    if (mustChange !== undefined && changed !== mustChange) {
      throw new IngestError(
        'STATE_CONFLICT',
        `The stored state was changed by another run: ${changed} rows changed where ${mustChange} must. ` +
          'Nothing of this commit was kept. Run again when the other run is done.',
        { isRetryable: true },
      )
    }
  }
}

function unknownFate(cause: unknown): IngestError {
  return new IngestError(
    'DESTINATION_FAILED',
    `A commit broke off, and whether it was kept could not be looked up: ${reasonOf(cause)} Rows and state are there ` +
      'together or not at all. Run again: it goes on from what is there.',
    { cause },
  )
}

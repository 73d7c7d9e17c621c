import { IngestError, type CallOptions, type SqlStatement } from '@ingestr/contract'

import { destinationFailure } from './failure.ts'
import type { Session } from './session.ts'

/**
 * Runs `work` in one transaction. After any error there is only ROLLBACK: DuckDB resolves a COMMIT of a transaction that
 * it has already undone.
 */
export async function inTransaction<Result>(session: Session, work: () => Promise<Result>): Promise<Result> {
  await session.run('BEGIN TRANSACTION')
  let result: Result
  try {
    result = await work()
  } catch (error) {
    // What went wrong first is what matters; a rollback that fails as well changes nothing about it.
    await session.run('ROLLBACK').catch(() => undefined)
    throw error
  }
  await session.run('COMMIT')
  return result
}

/** Runs statements that others built. One that changes another number of rows than it must is a `STATE_CONFLICT`. */
export async function runStatements(
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

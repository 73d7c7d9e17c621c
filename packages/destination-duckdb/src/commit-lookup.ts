import { DuckDBInstance } from '@duckdb/node-api'
import type { SqlStatement } from '@ingestr/contract'

import type { Database } from './database.ts'
import { reasonOf } from './reason.ts'
import { openSession, type Session } from './session.ts'

/** What became of a transaction whose COMMIT threw. */
export type CommitFate = 'kept' | 'undone' | 'unknown'

/**
 * Looks up what became of a transaction. A statement of it that had to change a row tells: by compare-and-swap it could
 * then, and can again only if nothing was kept. It is asked on another connection and rolled back; where DuckDB has given
 * up on the whole instance (a checkpoint that failed after a commit does that), in the file, opened anew.
 */
export async function lookUpCommit(
  database: Database,
  statements: readonly SqlStatement[],
  failure: unknown,
): Promise<CommitFate> {
  const proof = statements.find(({ mustChange = 0 }) => mustChange > 0)
  const session = await openSession(database).catch(() => undefined)
  if (session !== undefined) {
    // Without a proof, DuckDB's word counts: an instance that goes on has undone what it could not commit.
    return closing(session, () => (proof === undefined ? Promise.resolve('undone') : tryAgain(session, proof)))
  }
  const found = proof === undefined ? 'unknown' : await lookIntoFile(database.path, proof)
  return found === 'unknown' && isSaidToBeDurable(failure) ? 'kept' : found
}

/** "Transaction COMMIT succeeded and is durable, but the autocheckpoint failed." */
function isSaidToBeDurable(failure: unknown): boolean {
  return /COMMIT succeeded and is durable/i.test(reasonOf(failure))
}

/** The instance that gave up writes no more, so that another one on its file does no harm. */
async function lookIntoFile(path: string | undefined, proof: SqlStatement): Promise<CommitFate> {
  if (path === undefined) return 'unknown'
  try {
    const instance = await DuckDBInstance.create(path, { checkpoint_threshold: '1TB' })
    try {
      const session = await openSession(instance)
      return await closing(session, async () => {
        await session.run('PRAGMA disable_checkpoint_on_shutdown')
        return tryAgain(session, proof)
      })
    } finally {
      instance.closeSync()
    }
  } catch {
    return 'unknown'
  }
}

async function tryAgain(session: Session, { text, parameters, mustChange }: SqlStatement): Promise<CommitFate> {
  try {
    await session.run('BEGIN TRANSACTION')
    return (await session.run(text, parameters)) === mustChange ? 'undone' : 'kept'
  } catch (error) {
    // Its table came with the transaction, and is gone with it.
    return /^Catalog Error/i.test(reasonOf(error)) ? 'undone' : 'unknown'
  } finally {
    await session.rollBack()
  }
}

async function closing<Result>(session: Session, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } finally {
    session.close()
  }
}

import type { Session } from './session.ts'

/** All that `work` reads is as of one moment. It writes nothing that is kept. */
export async function inSnapshot<Result>(session: Session, work: () => Promise<Result>): Promise<Result> {
  await session.run('BEGIN TRANSACTION READ ONLY')
  try {
    return await work()
  } finally {
    await session.rollBack()
  }
}

import { type Clock, IngestError } from '@ingestr/contract'

import type { Database } from './open-store.ts'

const leaseMs = 10_000

/** Who may write: one server a folder. Each has a higher epoch than all before it. */
export interface Lease {
  readonly epoch: number
  /** Resolves to false once another server has the lease. */
  renew(): Promise<boolean>
  release(): Promise<void>
}

/**
 * Takes the lease of a folder, from a server that is dead too.
 * @throws IngestError `DATA_DIRECTORY_IN_USE` while another server lives
 */
export async function takeLease(database: Database, clock: Pick<Clock, 'now'>, processId: number): Promise<Lease> {
  const now = clock.now()
  const epoch = await database.transaction().execute(async (transaction) => {
    const held = await transaction.selectFrom('lease').selectAll().where('name', '=', 'server').executeTakeFirst()
    if (held !== undefined && held.expires_at > now && held.holder !== processId && isAlive(held.holder)) {
      throw new IngestError(
        'DATA_DIRECTORY_IN_USE',
        `Another ingestr-server (process ${held.holder}) uses this folder. End it, or name another folder with --data-dir.`,
      )
    }
    const next = { name: 'server', epoch: (held?.epoch ?? 0) + 1, holder: processId, expires_at: now + leaseMs }
    await transaction
      .insertInto('lease')
      .values(next)
      .onConflict((conflict) => conflict.column('name').doUpdateSet(next))
      .execute()
    return next.epoch
  })
  const mine = (expiresAt: number): Promise<{ readonly numUpdatedRows: bigint }> =>
    database
      .updateTable('lease')
      .set({ expires_at: expiresAt })
      .where('name', '=', 'server')
      .where('epoch', '=', epoch)
      .executeTakeFirstOrThrow()
  return {
    epoch,
    renew: async () => (await mine(clock.now() + leaseMs)).numUpdatedRows > 0n,
    release: async () => void (await mine(0)),
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

import type { Clock } from '@ingestr/contract'
import { describeFailure } from '@ingestr/ingest/telling'

import { tellingStatuses } from './runs/run-status.ts'
import type { Lease } from './store/lease.ts'
import type { Database } from './store/open-store.ts'

const renewMs = 2000
const pruneMs = 3_600_000
const dayMs = 24 * 3_600_000

/** Keeps the server's place, and its history at a length. */
export interface Maintenance {
  /** What keeps the server from storing; undefined where nothing does. */
  problem(): Promise<string | undefined>
  readonly lost: Promise<void>
  stop(): Promise<void>
}

export function startMaintenance(options: {
  readonly database: Database
  readonly clock: Pick<Clock, 'now'>
  readonly lease: Lease
  readonly keepDays: number
  readonly onProblem: (text: string) => void
}): Maintenance {
  const { database, clock, lease, keepDays, onProblem } = options
  const lost = Promise.withResolvers<void>()
  let prunedAt = 0
  let working: Promise<void> = Promise.resolve()

  async function work(): Promise<void> {
    if (!(await lease.renew())) return lost.resolve()
    if (clock.now() - prunedAt < pruneMs) return
    prunedAt = clock.now()
    await pruneHistory(database, clock.now() - keepDays * dayMs)
  }

  const timer = setInterval(() => {
    working = working.then(work).catch((error: unknown) => onProblem(describeFailure(error).message))
  }, renewMs)
  return {
    lost: lost.promise,
    async problem() {
      try {
        return (await lease.renew()) ? undefined : 'Another server has taken this folder over.'
      } catch (error) {
        return `The database cannot be written: ${describeFailure(error).message}`
      }
    },
    async stop() {
      clearInterval(timer)
      await working
    },
  }
}

/** Forgets runs that ended before `before`, but for the latest of each sync that says how it stands. */
async function pruneHistory(database: Database, before: number): Promise<void> {
  await database
    .deleteFrom('run')
    .where('ended_at', '<', before)
    .where('id', 'not in', (from) =>
      from
        .selectFrom('run as latest')
        .select('latest.id')
        .whereRef('latest.sync_id', '=', 'run.sync_id')
        .where('latest.status', 'in', tellingStatuses)
        .orderBy('latest.ended_at', 'desc')
        .limit(1),
    )
    .execute()
  await database.deleteFrom('delivery').where('created_at', '<', before).where('next_at', 'is', null).execute()
  await database.deleteFrom('audit').where('at', '<', before).execute()
}

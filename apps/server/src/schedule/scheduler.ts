import type { Clock } from '@ingestr/contract'
import { describeFailure } from '@ingestr/ingest/telling'

import type { RunQueue } from '../queue/run-queue.ts'
import type { Database } from '../store/open-store.ts'
import type { SyncRow } from '../store/tables.ts'
import { readSchedule } from './next-times.ts'

const tickMs = 500
/** A slot that is older was missed: the server was down, or the machine asleep. */
const missedAfterMs = 60_000

/** Makes the runs that are due. */
export interface Scheduler {
  start(): void
  /** One look at what is due now. */
  tick(): Promise<void>
  stop(): Promise<void>
}

export function createScheduler(options: {
  readonly database: Database
  readonly queue: RunQueue
  readonly clock: Pick<Clock, 'now'>
  readonly onRun: () => void
  readonly onProblem: (text: string) => void
}): Scheduler {
  const { database, queue, clock, onRun, onProblem } = options
  let timer: NodeJS.Timeout | undefined
  let ticking: Promise<void> = Promise.resolve()

  async function tick(): Promise<void> {
    const due = await database
      .selectFrom('sync')
      .selectAll()
      .where('is_paused', '=', 0)
      .where('next_at', '<=', clock.now())
      .execute()
    for (const sync of due) await take(sync)
  }

  async function take(sync: SyncRow): Promise<void> {
    const slotAt = sync.next_at
    if (slotAt === null || sync.schedule === null) return
    const now = clock.now()
    // Of several slots that were missed, the latest run does what all of them would have.
    const nextAt = readSchedule(sync.schedule, sync.timezone).next(now)
    if (now - slotAt > missedAfterMs && sync.missed === 'skip') {
      await database
        .updateTable('sync')
        .set({ next_at: nextAt })
        .where('id', '=', sync.id)
        .where('next_at', '=', slotAt)
        .execute()
      return
    }
    const { id: syncId, overlap, destination } = sync
    const run = await queue.schedule({ syncId, slotAt, nextAt, overlap, destination })
    if (run?.status === 'queued') onRun()
  }

  return {
    start() {
      timer = setInterval(() => {
        ticking = ticking.then(tick).catch((error: unknown) => onProblem(describeFailure(error).message))
      }, tickMs)
    },
    tick,
    async stop() {
      clearInterval(timer)
      await ticking
    },
  }
}

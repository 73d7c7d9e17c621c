import { IngestError } from '@ingestr/contract'

import type { RunQueue } from '../queue/run-queue.ts'
import { followUp } from '../queue/sqlite-queue.ts'
import type { NewBackfill } from '../schemas.ts'
import { notFound } from '../server-error.ts'
import type { Database } from '../store/open-store.ts'
import type { RunCause, RunRow, RunTableRow } from '../store/tables.ts'
import { backfillIntervals } from './backfill-intervals.ts'
import type { RunEvents } from './run-events.ts'
import { mayGoOn, openStatuses } from './run-status.ts'

/** A page of a history, and where the next one begins; null at the end. */
type RunPage = { readonly runs: readonly RunRow[]; readonly next: string | null }

interface RunFilter {
  readonly syncId?: string | undefined
  readonly status?: RunRow['status'] | undefined
  readonly limit: number
  /** `next` of the page before. */
  readonly after?: string | undefined
}

/** Runs that were, are, and will be. */
export interface Runs {
  list(filter: RunFilter): Promise<RunPage>
  /** @throws IngestError `NOT_FOUND` */
  get(id: string): Promise<{ readonly run: RunRow; readonly tables: readonly RunTableRow[] }>
  /** @throws IngestError `NOT_FOUND`; `CONFLICT` where one waits or runs already */
  begin(syncId: string, cause: RunCause, fullRefresh: boolean): Promise<RunRow>
  /** One run for each part of the interval, oldest first. @throws IngestError `INVALID_ARGUMENT` */
  backfill(syncId: string, given: NewBackfill): Promise<readonly RunRow[]>
  /** @throws IngestError `CONFLICT` for one that has ended */
  cancel(id: string): Promise<RunRow>
  /** A run that goes on where this one ended. @throws IngestError `CONFLICT` for one that has not, or is retried already */
  retry(id: string): Promise<RunRow>
}

export function createRuns(options: {
  readonly database: Database
  readonly queue: RunQueue
  readonly events: Pick<RunEvents, 'append'>
  readonly wake: () => void
}): Runs {
  const { database, queue, events, wake } = options

  async function find(id: string): Promise<RunRow> {
    const run = await database.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst()
    if (run === undefined) throw notFound('run', id)
    return run
  }

  async function destinationOf(syncId: string): Promise<string> {
    const sync = await database.selectFrom('sync').select('destination').where('id', '=', syncId).executeTakeFirst()
    if (sync === undefined) throw notFound('sync', syncId)
    return sync.destination
  }

  async function refuseSecond(syncId: string): Promise<void> {
    const open = await database
      .selectFrom('run')
      .select(['id', 'status'])
      .where('sync_id', '=', syncId)
      .where('status', 'in', openStatuses)
      .where('interval_from', 'is', null)
      .executeTakeFirst()
    if (open === undefined) return
    const state = open.status === 'running' ? 'runs' : 'waits'
    throw new IngestError('CONFLICT', `A run of this sync ${state} already: ${open.id}. Cancel it, or wait for it.`)
  }

  return {
    async list({ syncId, status, limit, after }) {
      let query = database
        .selectFrom('run')
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
      if (syncId !== undefined) query = query.where('sync_id', '=', syncId)
      if (status !== undefined) query = query.where('status', '=', status)
      if (after !== undefined) {
        const { at, id } = readPlace(after)
        query = query.where((from) =>
          from.or([from('created_at', '<', at), from.and([from('created_at', '=', at), from('id', '<', id)])]),
        )
      }
      const runs = await query.execute()
      const shown = runs.slice(0, limit)
      const last = shown.at(-1)
      return { runs: shown, next: runs.length > limit && last !== undefined ? `${last.created_at}.${last.id}` : null }
    },
    async get(id) {
      const run = await find(id)
      const tables = await database
        .selectFrom('run_table')
        .selectAll()
        .where('run_id', '=', id)
        .orderBy('position')
        .execute()
      return { run, tables }
    },
    async begin(syncId, cause, fullRefresh) {
      const destination = await destinationOf(syncId)
      await refuseSecond(syncId)
      const run = await queue.enqueue({ syncId, cause, destination, attempt: 1, fullRefresh })
      wake()
      return run
    },
    async backfill(syncId, given) {
      const destination = await destinationOf(syncId)
      const runs: RunRow[] = []
      for (const interval of backfillIntervals(given)) {
        runs.push(await queue.enqueue({ syncId, cause: 'backfill', destination, attempt: 1, interval }))
      }
      wake()
      return runs
    },
    async cancel(id) {
      const run = await queue.cancel(id)
      // One that is made tells so itself, when it has ended.
      if (run?.status === 'cancelled') await events.append(id, 'status', { status: 'cancelled' })
      if (run !== undefined) return run
      const { status } = await find(id)
      throw new IngestError('CONFLICT', `This run has ended: it ${status === 'succeeded' ? 'has ' : 'was '}${status}.`)
    },
    async retry(id) {
      const run = await find(id)
      if (!mayGoOn(run.status)) {
        throw new IngestError(
          'CONFLICT',
          `Only a run that failed or was cancelled can be tried again; this one is ${run.status}.`,
        )
      }
      const next = await database.selectFrom('run').select('id').where('follows', '=', id).executeTakeFirst()
      if (next !== undefined) throw new IngestError('CONFLICT', `This run was tried again already: ${next.id}.`)
      if (run.interval_from === null) await refuseSecond(run.sync_id)
      const again = await queue.enqueue({
        ...followUp(run, 'retry'),
        destination: await destinationOf(run.sync_id),
        attempt: 1,
      })
      wake()
      return again
    },
  }
}

function readPlace(text: string): { readonly at: number; readonly id: string } {
  const [, at = '', id = ''] = /^(\d{1,16})\.(run_[a-z0-9]+)$/.exec(text) ?? []
  if (id === '') throw new IngestError('INVALID_REQUEST', '`after` is to be the `next` of the page before.')
  return { at: Number(at), id }
}

import type { Clock } from '@ingestr/contract'

import { followUp } from '../queue/sqlite-queue.ts'
import type { RunEnd, RunQueue } from '../queue/run-queue.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Database } from '../store/open-store.ts'
import type { RunRow, SyncRow } from '../store/tables.ts'
import type { ChildFailure } from './child-failure.ts'
import type { IngestOutcome } from './job.ts'
import { retryDelay } from './retry-delay.ts'
import type { RunEvents } from './run-events.ts'
import { tellingStatuses } from './run-status.ts'

/** A sync whose runs failed so often in a row, for good each time, is paused: asking on would change nothing. */
const failuresUntilPause = 10

/** What came of a run's process. */
interface Finished {
  readonly outcome?: IngestOutcome
  readonly error?: ChildFailure
  readonly isCancelled: boolean
}

export type FinishRun = (run: RunRow, sync: SyncRow, finished: Finished) => Promise<void>

/** Told of runs that failed for good, and of the first good one after. */
export type Announce = (
  kind: 'run.failed' | 'run.recovered',
  run: RunRow,
  sync: SyncRow,
  error?: ChildFailure,
) => Promise<void>

/** Says how a run ended, once, and what follows: a retry, a pause, a word to those who want to know. */
export function createFinishRun(options: {
  readonly database: Database
  readonly queue: RunQueue
  readonly events: RunEvents
  readonly clock: Pick<Clock, 'now'>
  readonly random: () => number
  readonly announce: Announce
  readonly metrics: Pick<Metrics, 'runEnded' | 'tableEnded'>
}): FinishRun {
  const { database, queue, events, clock, random, announce, metrics } = options

  async function fail(run: RunRow, sync: SyncRow, error: ChildFailure): Promise<void> {
    const mayRetry = error.isRetryable && run.attempt <= sync.retries && sync.is_paused === 0
    const delayMs = mayRetry ? retryDelay(run.attempt, random) : 0
    const next = mayRetry ? followUp(run, 'retry', clock.now() + delayMs) : undefined
    if (!(await queue.fail(run.id, { code: error.code, message: error.message }, next))) return
    metrics.runEnded(run, sync.name, 'failed', clock.now())
    await events.log(run.id, 'error', `${error.message} (${error.code})`)
    if (mayRetry) await events.log(run.id, 'info', `It is tried again in ${Math.round(delayMs / 1000)} s.`)
    await events.append(run.id, 'status', { status: 'failed', error: { code: error.code, message: error.message } })
    if (mayRetry) return
    await announce('run.failed', run, sync, error)
    if (!error.isRetryable) await pauseIfHopeless(sync)
  }

  async function end(run: RunRow, sync: SyncRow, status: RunEnd['status']): Promise<void> {
    const hadFailed = status === 'succeeded' && (await lastEnded(run)) === 'failed'
    if (!(await queue.complete(run.id, { status }))) return
    metrics.runEnded(run, sync.name, status, clock.now())
    await events.append(run.id, 'status', { status })
    if (hadFailed) await announce('run.recovered', run, sync)
  }

  /** How the latest run before this one ended that says anything about how things are. */
  async function lastEnded(run: RunRow): Promise<string | undefined> {
    const row = await database
      .selectFrom('run')
      .select('status')
      .where('sync_id', '=', run.sync_id)
      .where('id', '!=', run.id)
      .where('status', 'in', tellingStatuses)
      .where('id', 'not in', triedAgain())
      .orderBy('ended_at', 'desc')
      .executeTakeFirst()
    return row?.status
  }

  /** Runs that were tried again by themselves say nothing: what came of that does. A retry by hand begins at 1. */
  const triedAgain = () =>
    database
      .selectFrom('run as next')
      .select('next.follows')
      .where('next.follows', 'is not', null)
      .where('next.attempt', '>', 1)
      .$narrowType<{ follows: string }>()

  async function pauseIfHopeless(sync: SyncRow): Promise<void> {
    const latest = await database
      .selectFrom('run')
      .select('status')
      .where('sync_id', '=', sync.id)
      .where('status', 'in', tellingStatuses)
      .where('id', 'not in', triedAgain())
      .orderBy('ended_at', 'desc')
      .limit(failuresUntilPause)
      .execute()
    if (latest.length < failuresUntilPause || latest.some(({ status }) => status !== 'failed')) return
    const why = `Its last ${failuresUntilPause} runs failed.`
    await database
      .updateTable('sync')
      .set({ is_paused: 1, paused_why: why, next_at: null })
      .where('id', '=', sync.id)
      .execute()
  }

  return async (run, sync, { outcome, error, isCancelled }) => {
    for (const { table, counts } of outcome?.tables ?? []) metrics.tableEnded(sync.name, table, counts)
    if (isCancelled && outcome?.status !== 'succeeded') return await end(run, sync, 'cancelled')
    const failure = error ?? failureOf(outcome)
    return failure === undefined ? await end(run, sync, 'succeeded') : await fail(run, sync, failure)
  }
}

/** Of the tables that failed, the first; it is tried again where any of them may turn out well. */
function failureOf(outcome: IngestOutcome | undefined): ChildFailure | undefined {
  const failed = (outcome?.tables ?? []).flatMap(({ table, error }) => (error === undefined ? [] : [{ table, error }]))
  const [first] = failed
  if (first === undefined) {
    if (outcome?.status === 'succeeded') return undefined
    return {
      code: 'RUN_STOPPED',
      message: 'The run ended before its tables did, and nobody asked it to.',
      isRetryable: true,
    }
  }
  const isRetryable = failed.some(({ error }) => error.isRetryable)
  if (failed.length === 1) return { ...first.error, message: `${first.table}: ${first.error.message}`, isRetryable }
  const names = failed.map(({ table }) => table).join(', ')
  return { code: first.error.code, message: `${names} failed. ${first.table}: ${first.error.message}`, isRetryable }
}

import type { Clock } from '@ingestr/contract'
import { describeFailure } from '@ingestr/ingest/telling'

import type { Connections } from '../connections/connections.ts'
import type { RunQueue } from '../queue/run-queue.ts'
import type { Redactor } from '../secrets/redactor.ts'
import type { Database } from '../store/open-store.ts'
import type { RunRow, SyncRow } from '../store/tables.ts'
import { toChildFailure } from './child-failure.ts'
import { type Child, startChild } from './child-process.ts'
import type { Destinations } from './destinations.ts'
import type { FinishRun } from './finish-run.ts'
import { intervalOf } from './interval-of.ts'
import type { IngestJob, IngestOutcome } from './job.ts'
import type { RunEvents } from './run-events.ts'
import { RunRecorder } from './run-recorder.ts'
import type { PerformRun } from './supervisor.ts'

const heartbeatMs = 1000

/** What runs are made with. */
export interface PerformOptions {
  readonly database: Database
  readonly queue: RunQueue
  readonly connections: Connections
  readonly destinations: Destinations
  readonly events: RunEvents
  readonly redactor: Redactor
  readonly finish: FinishRun
  readonly clock: Pick<Clock, 'now'>
  readonly maskKey: string
  readonly program: string
  readonly workingDirectory: string
  /** Told of what could not be stored: the run goes on, and so does the server. */
  readonly onProblem: (text: string) => void
}

/** Has a run made by a process of its own, and stores what comes of it. */
export function createPerformRun(options: PerformOptions): PerformRun {
  return async (run, stop) => {
    const { database, events, queue, finish } = options
    const sync = await database.selectFrom('sync').selectAll().where('id', '=', run.sync_id).executeTakeFirstOrThrow()
    const onProblem = (error: unknown): void => options.onProblem(`Run ${run.id}: ${describeFailure(error).message}`)
    const recorder = new RunRecorder({
      database,
      events,
      runId: run.id,
      startedAt: run.started_at ?? options.clock.now(),
      onProblem,
    })
    const state = { wantsCancel: false, isLost: false }
    let child: Child | undefined
    const heartbeat = setInterval(() => void beat().catch(onProblem), heartbeatMs)
    const drain = (): void => child?.stop()
    async function beat(): Promise<void> {
      const answer = await queue.heartbeat(run.id)
      if (answer === undefined) {
        state.isLost = true
        child?.kill()
      } else if (answer.wantsCancel && !state.wantsCancel) {
        state.wantsCancel = true
        child?.stop()
      }
    }
    try {
      const job = await describeJob(run, sync, options)
      await recorder.begin(job.tables)
      child = startChild({
        program: options.program,
        job,
        workingDirectory: options.workingDirectory,
        redactor: options.redactor,
        onEvents: (list) => recorder.take(list),
        onLine: (line) => void events.log(run.id, 'output', line).catch(onProblem),
      })
      stop.addEventListener('abort', drain)
      // What was asked before there was a process to ask.
      if (stop.aborted || state.wantsCancel) child.stop()
      if (state.isLost) child.kill()
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the child gives for such a job
      const outcome = (await child.done) as IngestOutcome
      await recorder.finish(outcome)
      // A server that ends leaves its runs as they are: the next one goes on with them.
      if (stop.aborted && outcome.status === 'stopped') return
      await finish(run, sync, { outcome, isCancelled: state.wantsCancel })
    } catch (error) {
      await recorder.settle()
      if (state.isLost || stop.aborted) return
      await finish(run, sync, { error: toChildFailure(error), isCancelled: state.wantsCancel })
    } finally {
      clearInterval(heartbeat)
      stop.removeEventListener('abort', drain)
    }
  }
}

async function describeJob(run: RunRow, sync: SyncRow, options: PerformOptions): Promise<IngestJob> {
  const { uri, publishTo } = options.destinations.resolve(run.destination)
  return {
    kind: 'ingest',
    sourceUri: await options.connections.sourceUri(sync.connection_id),
    destUri: uri,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked when it was stored
    tables: JSON.parse(sync.tables) as string[],
    destTable: sync.dest_table,
    strategy: sync.strategy ?? undefined,
    mask: sync.mask === '' ? undefined : sync.mask,
    maskKey: options.maskKey,
    interval: intervalOf(run),
    fullRefresh: run.full_refresh === 1,
    strict: sync.is_strict === 1,
    publishTo: sync.publishes === 1 ? publishTo : undefined,
  }
}

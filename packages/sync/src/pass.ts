import {
  type Batch,
  type Checkpoint,
  type Clock,
  type StatefulDestination,
  IngestError,
  type Plan,
  type Report,
  type Source,
  type StateKey,
  type StateStore,
  type Strategy,
  type TableName,
} from '@ingestr/contract'

import { CommitSchedule, type CommitPolicy } from './commit-policy.ts'
import { openLoadSession, type LoadSession } from './load-session.ts'
import { recordsMissing } from './describe-audit.ts'
import { eitherSignal } from './either-signal.ts'
import type { RunLog } from './run-log.ts'
import type { RunTally } from './run-tally.ts'

/** What one pass over one table needs: one plan, read to its end or to a stop. */
export interface PassOptions {
  readonly source: Source
  readonly destination: StatefulDestination
  readonly state: StateStore
  readonly clock: Clock
  readonly commitPolicy: CommitPolicy
  readonly key: StateKey
  readonly target: TableName
  readonly plan: Plan
  readonly strategy: Strategy
  readonly generation: string
  /** Revision of the stored entry before this pass; 0 for none. */
  readonly revision: number
  /** A run over an interval leaves the stored checkpoint alone, unless its rows are gone: then it voids it. */
  readonly checkpoints: 'store' | 'leave' | 'void'
  /** Rows that must be staged already, since the plan goes on from there. */
  readonly stagedRows: number
  readonly isStrict: boolean
  readonly run: { readonly id: string; readonly startedAt: number }
  readonly log: RunLog
  readonly tally: RunTally
  readonly report: Report
  readonly stop?: AbortSignal | undefined
  readonly signal?: AbortSignal | undefined
}

/** How a pass ended, and what is stored now. */
export interface PassResult {
  readonly status: 'succeeded' | 'stopped'
  readonly checkpoint: Checkpoint | undefined
  readonly revision: number
}

/** The last batch that came, and the checkpoint of the one before it. */
interface Progress {
  readonly last: Batch | undefined
  readonly before: Checkpoint | undefined
}

/** Moves what the plan brings into the destination. Nothing is opened or made before the first batch is there. */
export async function runPass(options: PassOptions): Promise<PassResult> {
  const { source, plan, tally, stop, signal, report } = options
  const iterator = source.read(plan, { stop, signal, report })[Symbol.asyncIterator]()
  const schedule = new CommitSchedule(options.commitPolicy, options.clock)
  let session: LoadSession | undefined
  let last: Batch | undefined
  let before: Checkpoint | undefined
  try {
    for (;;) {
      const asked = iterator.next()
      if (last?.isLull === true && schedule.hasRows && (await isLong(asked, options))) {
        await session?.commit(last.checkpoint)
        schedule.committed()
      }
      const step = await nextStep(asked, session, last)
      if (step.done === true) break
      before = last?.checkpoint
      last = step.value
      if (last.audit !== undefined) tally.audited(last.audit)
      session ??= await openLoadSession(options)
      if (last.page !== undefined) {
        await session.write(last.page)
        schedule.received(last.page.bytes.byteLength)
      }
      if (schedule.isDue() && !last.isLast && !session.isCommitting) {
        await session.commit(last.checkpoint)
        schedule.committed()
      }
    }
    return await finish(session, { last, before }, options)
  } finally {
    await iterator.return?.()
    await session?.[Symbol.asyncDispose]()
  }
}

/** A lull that is shorter is not worth a commit of its own. */
const lullMs = 50

/** Whether the source takes its time. What a full refresh stages is for nobody to see yet, and so can wait. */
async function isLong(asked: Promise<unknown>, { clock, signal, strategy }: PassOptions): Promise<boolean> {
  if (strategy === 'replace') return false
  const over = new AbortController()
  const waited = clock.sleep(lullMs, { signal: eitherSignal({ stop: over.signal, signal }) }).then(
    () => true,
    () => false,
  )
  const came = asked.then(
    () => false,
    () => false,
  )
  try {
    return await Promise.race([came, waited])
  } finally {
    over.abort()
  }
}

/** When the source fails, what it brought before is committed, so that the next run goes on from there. */
async function nextStep(
  asked: Promise<IteratorResult<Batch>>,
  session: LoadSession | undefined,
  last: Batch | undefined,
): Promise<IteratorResult<Batch>> {
  try {
    return await asked
  } catch (error) {
    if (session !== undefined && last !== undefined) await session.keepProgress(last.checkpoint, error)
    throw error
  }
}

async function finish(
  session: LoadSession | undefined,
  { last, before }: Progress,
  options: PassOptions,
): Promise<PassResult> {
  if (session !== undefined && last?.isLast === true) {
    if (options.isStrict) await requireAll(session, { last, before }, options)
    await session.publish(last.checkpoint)
    return { status: 'succeeded', checkpoint: last.checkpoint, revision: session.revision }
  }
  if (options.stop?.aborted !== true) {
    throw new IngestError(
      'SOURCE_INCOMPLETE',
      `The source ended the read of ${options.key.table} before its plan was complete. Run the same command again: it goes on from the last commit.`,
      { isRetryable: true },
    )
  }
  if (session !== undefined && last !== undefined) await session.stop(last.checkpoint)
  return { status: 'stopped', checkpoint: last?.checkpoint, revision: session?.revision ?? options.revision }
}

/** Rows that came are kept; the plan is not called finished, so that the next run looks for the others again. */
async function requireAll(session: LoadSession, { last, before }: Progress, options: PassOptions): Promise<void> {
  const { missing = null, read = null } = last?.audit ?? {}
  if (missing === null || missing === 0) return
  const error = recordsMissing(options.key.table, missing, read)
  await session.keepUnproven(before ?? options.plan.request.after ?? {}, error)
  throw error
}

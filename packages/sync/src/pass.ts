import {
  type Batch,
  type Checkpoint,
  type Clock,
  type Destination,
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
import { recordEarlyFailure } from './run-record.ts'
import type { RunTally } from './run-counts.ts'

/** What one pass over one table needs: one plan, read to its end or to a stop. */
export interface PassOptions {
  readonly source: Source
  readonly destination: Destination
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
  /** Whether there are state tables, so that a failure before the first page can be recorded. */
  readonly hasState: boolean
  readonly run: { readonly id: string; readonly startedAt: number }
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

/** Moves what the plan brings into the destination. Nothing is opened or made before the first batch is there. */
export async function runPass(options: PassOptions): Promise<PassResult> {
  const { source, plan, stop, signal, report } = options
  const iterator = source.read(plan, { stop, signal, report })[Symbol.asyncIterator]()
  const schedule = new CommitSchedule(options.commitPolicy, options.clock)
  let session: LoadSession | undefined
  let last: Batch | undefined
  try {
    for (;;) {
      const step = await nextStep(iterator, session, last)
      if (step.done === true) break
      last = step.value
      session ??= await openLoadSession(options)
      if (last.page !== undefined) {
        await session.write(last.page)
        schedule.received(last.page.bytes.byteLength)
      }
      if (schedule.isDue() && !last.isLast) {
        await session.commit(last.checkpoint)
        schedule.committed()
      }
    }
    return await finish(session, last, options)
  } catch (error) {
    if (session !== undefined) await session.recordFailure(error)
    else if (options.hasState && !isInterrupted(options)) await recordEarlyFailure(options, error)
    throw error
  } finally {
    await iterator.return?.()
    await session?.[Symbol.asyncDispose]()
  }
}

function isInterrupted({ stop, signal }: PassOptions): boolean {
  return stop?.aborted === true || signal?.aborted === true
}

/** When the source fails, what it brought before is committed, so that the next run goes on from there. */
async function nextStep(
  iterator: AsyncIterator<Batch>,
  session: LoadSession | undefined,
  last: Batch | undefined,
): Promise<IteratorResult<Batch>> {
  try {
    return await iterator.next()
  } catch (error) {
    if (session !== undefined && last !== undefined) await session.keepProgress(last.checkpoint, error)
    throw error
  }
}

async function finish(
  session: LoadSession | undefined,
  last: Batch | undefined,
  options: PassOptions,
): Promise<PassResult> {
  if (session !== undefined && last?.isLast === true) {
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

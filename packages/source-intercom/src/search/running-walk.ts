import { IngestError } from '@ingestr/contract'
import type { IntercomPage } from '@ingestr/intercom-client'

import type { Reservation } from '../read-ahead.ts'
import { PartitionWalk } from './partition-walk.ts'

/** A walk that is under way, and the number that the ledger knows it by. */
export interface RunningWalk {
  readonly id: number
  readonly walk: PartitionWalk
  /** Comes towards it from the other end of the range. */
  twin?: RunningWalk
}

/** What came of a request. */
type Step = { readonly page: IntercomPage | undefined } | { readonly error: unknown }

/** A walk whose first page is on its way. */
export interface Begun {
  readonly pages: AsyncIterator<IntercomPage>
  readonly first: Promise<Step>
  /** What is kept for the first page; undefined where that is there already. */
  readonly room?: Reservation | undefined
}

/** A request that nobody waits for yet must not fail unheard. */
export async function settle(asked: Promise<IteratorResult<IntercomPage>>): Promise<Step> {
  try {
    const step = await asked
    return { page: step.done === true ? undefined : step.value }
  } catch (error) {
    return { error }
  }
}

/** Whether there is nothing left to ask for. */
export function isOver(walk: PartitionWalk): boolean {
  return walk.isReplaced || walk.partition.isDone
}

/** Makes two walks over one range stop where they meet. */
export function pair(one: RunningWalk, other: RunningWalk): void {
  one.twin = other
  other.twin = one
  PartitionWalk.pair(one.walk, other.walk)
}

export function isRefusedCursor(error: unknown): boolean {
  return IngestError.isInstance(error) && error.code === 'CURSOR_REFUSED'
}

/** What to end with: a cursor that is refused time and again is a failure of the API. */
export function finalError(error: unknown): unknown {
  if (!isRefusedCursor(error)) return error
  const message =
    'Intercom refused twice to go on with a search at a cursor that it had given. Run again later: the next run goes on from the last commit.'
  return new IngestError('REQUEST_FAILED', message, { cause: error, isRetryable: true })
}

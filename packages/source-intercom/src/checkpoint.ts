import type { Checkpoint } from '@ingestr/contract'

/** A range of one search, walked by cursor. Bounds in unix seconds, `[lower, upper)`; null is open. */
export type Partition = {
  readonly lower: number | null
  readonly upper: number | null
  /** Cursor of the next page; null: from the start of the range. */
  readonly startingAfter: string | null
  /** Records that came since the start of the range. */
  readonly read: number
  /** Whether this is the second walk, after a first one that brought fewer records than the API counts. */
  readonly isSecondWalk: boolean
  /** Whether rows came in an order that forbids to stop before the end of the range. */
  readonly isDisordered: boolean
  readonly isDone: boolean
}

/** What is left of a plan that has begun. */
export type UnfinishedPlan = {
  readonly kind: 'first' | 'changes'
  /** Milliseconds since the epoch, by the server's or our clock, whichever was earlier, before the plan's first request. */
  readonly startedAt: number
  readonly partitions: readonly Partition[]
}

/**
 * How far a table is read. `cursor`, in milliseconds since the epoch: every version before it is in the table; null until
 * a first plan was finished. It is a finished plan's own start less the index lag, never a time seen in a row.
 */
export type IntercomCheckpoint = {
  readonly version: 1
  readonly apiVersion: string
  readonly timezone: string | null
  readonly cursor: number | null
  readonly plan: UnfinishedPlan | null
}

/** A partition nothing of which is read. */
export function newPartition(lower: number | null, upper: number | null): Partition {
  return { lower, upper, startingAfter: null, read: 0, isSecondWalk: false, isDisordered: false, isDone: false }
}

/** The same range from its start: a cursor does not survive another API version or timezone, or a refusal. */
export function restartPartition(partition: Partition): Partition {
  return partition.isDone ? partition : newPartition(partition.lower, partition.upper)
}

/** Reads a stored checkpoint. One that this version of the source does not know is void: undefined. */
export function readCheckpoint(stored: Checkpoint | undefined): IntercomCheckpoint | undefined {
  return isIntercomCheckpoint(stored) ? stored : undefined
}

function isIntercomCheckpoint(stored: Checkpoint | undefined): stored is Checkpoint & IntercomCheckpoint {
  if (stored?.['version'] !== 1 || typeof stored['apiVersion'] !== 'string') return false
  const { cursor, plan } = stored
  const hasPlan = plan === null || (typeof plan === 'object' && 'partitions' in plan)
  return (cursor === null || typeof cursor === 'number') && hasPlan
}

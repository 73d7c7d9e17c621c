import type { Checkpoint } from '@ingestr/contract'

import type { Bounds, SearchFilter } from './search/search-query.ts'

/**
 * A part of one search, walked by cursor. It is to bring the rows in `[lower, upper)`, in unix seconds, null is open, by
 * the field that the walk is sorted by. No two parts bring the same rows, except where one walks from the end of the other.
 */
export type Partition = Bounds & {
  /** The range that the cursor belongs to: as it was before a part of it was given to another walk. */
  readonly asked: Bounds
  /** What divides a day that dates cannot divide; each row of the range is in one of the parts with the same range. */
  readonly conditions: readonly SearchFilter[]
  readonly order: 'ascending' | 'descending'
  /** Cursor of the next page; null: from the start. */
  readonly startingAfter: string | null
  /** Where the last row was, in unix seconds; null before the first. */
  readonly position: number | null
  /** Rows of the range that came, each counted once. */
  readonly read: number
  /** Those of them that are in the plan's settled range. */
  readonly settled: number
  /** Whether rows came in an order that forbids to stop before the end of the search. */
  readonly isDisordered: boolean
  readonly isDone: boolean
}

/** What is left of a plan that has begun. */
export type UnfinishedPlan = {
  readonly kind: 'first' | 'changes'
  /** Milliseconds since the epoch, by the server's or our clock, whichever was earlier, before the plan's first request. */
  readonly startedAt: number
  /** Where nothing can come any more while the plan is read; what is there is proven complete by counts. Null: nowhere. */
  readonly settled: Bounds | null
  /** Records that the API counted when the plan began; null: unknown. */
  readonly before: number | null
  readonly partitions: readonly Partition[]
}

/**
 * How far a table is read. `cursor`, in milliseconds since the epoch: every version before it is in the table; null until
 * a first plan was finished. It is a finished plan's own start less the index lag, never a time seen in a row.
 */
export type IntercomCheckpoint = {
  readonly version: 2
  readonly apiVersion: string
  readonly timezone: string | null
  readonly cursor: number | null
  readonly plan: UnfinishedPlan | null
}

/** A partition nothing of which is read. */
export function newPartition(
  { lower, upper }: Bounds,
  order: Partition['order'],
  conditions: readonly SearchFilter[] = [],
): Partition {
  const progress = { startingAfter: null, position: null, read: 0, settled: 0, isDisordered: false, isDone: false }
  return { lower, upper, asked: { lower, upper }, conditions, order, ...progress }
}

/** The same range from its start: a cursor does not survive another API version or timezone, or a refusal. */
export function restartPartition(partition: Partition): Partition {
  return partition.isDone ? partition : newPartition(partition, partition.order, partition.conditions)
}

/**
 * Reads a stored checkpoint. Of one of version 1 the cursor is good, a plan that it left unfinished begins anew. One that
 * this version of the source does not know is void: undefined.
 */
export function readCheckpoint(stored: Checkpoint | undefined): IntercomCheckpoint | undefined {
  if (isIntercomCheckpoint(stored)) return stored
  if (stored?.['version'] !== 1) return undefined
  const older = { ...stored, version: 2, plan: null }
  return isIntercomCheckpoint(older) ? older : undefined
}

function isIntercomCheckpoint(stored: Checkpoint | undefined): stored is Checkpoint & IntercomCheckpoint {
  if (stored?.['version'] !== 2 || typeof stored['apiVersion'] !== 'string') return false
  const { cursor, plan } = stored
  const hasPlan = plan === null || (typeof plan === 'object' && 'partitions' in plan)
  return (cursor === null || typeof cursor === 'number') && hasPlan
}

import { IngestError, type Json, type Plan } from '@ingestr/contract'

import type { IntercomCheckpoint, Partition, UnfinishedPlan } from './checkpoint.ts'

/** What a plan of this source carries for its own `read`. */
export type PlanDetail = {
  /** A first load walks by `created_at`, which never changes; changes are walked newest first; an interval oldest first. */
  readonly kind: UnfinishedPlan['kind'] | 'interval'
  readonly apiVersion: string
  readonly timezone: string | null
  readonly startedAt: number
  /** The stored cursor before this plan, in milliseconds since the epoch. */
  readonly cursor: number | null
  /** The cursor once this plan is finished. */
  readonly nextCursor: number
  /** Rows of a version before it need not be read; unix seconds. */
  readonly from: number | null
  /** Of a search; empty for tables that are not searched. */
  readonly partitions: readonly Partition[]
}

/**
 * The detail of a plan that this source made.
 * @throws IngestError `INVALID_ARGUMENT` for the plan of another source
 */
export function detailOf(plan: Plan): PlanDetail {
  if (isPlanDetail(plan.detail)) return plan.detail
  throw new IngestError(
    'INVALID_ARGUMENT',
    'This plan was made by another source. Plan again with the source that reads.',
  )
}

function isPlanDetail(detail: Json): detail is PlanDetail {
  return typeof detail === 'object' && detail !== null && 'nextCursor' in detail && 'partitions' in detail
}

/** The checkpoint while the plan is under way. */
export function unfinished(detail: PlanDetail, partitions: readonly Partition[]): IntercomCheckpoint {
  const { apiVersion, timezone, cursor, kind, startedAt } = detail
  const plan = kind === 'interval' || partitions.length === 0 ? null : { kind, startedAt, partitions }
  return { version: 1, apiVersion, timezone, cursor, plan }
}

/** The checkpoint once the plan is finished. */
export function finished(detail: PlanDetail): IntercomCheckpoint {
  const { apiVersion, timezone, nextCursor } = detail
  return { version: 1, apiVersion, timezone, cursor: nextCursor, plan: null }
}

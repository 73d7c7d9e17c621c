import { IngestError, type Json, type Plan } from '@ingestr/contract'

import type { IntercomCheckpoint, Partition, UnfinishedPlan } from './checkpoint.ts'
import type { Bounds } from './search/search-query.ts'

/** What a plan of this source carries for its own `read`. */
export type PlanDetail = {
  /** A first load goes by `created_at`, which never changes; changes and an interval go by `updated_at`. */
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
  /** Where counts can prove that everything was read; null: nowhere. */
  readonly settled: Bounds | null
  /** Records that the API counted when an earlier run began this plan; null: not yet counted. */
  readonly before: number | null
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

/** What is known of a search that is under way. */
export type SearchProgress = { readonly partitions: readonly Partition[]; readonly before: number | null }

/** The checkpoint while the plan is under way; only a search can go on in the middle. */
export function unfinished(detail: PlanDetail, progress?: SearchProgress): IntercomCheckpoint {
  const { apiVersion, timezone, cursor, kind, startedAt, settled } = detail
  const plan = kind === 'interval' || progress === undefined ? null : { kind, startedAt, settled, ...progress }
  return { version: 2, apiVersion, timezone, cursor, plan }
}

/** The checkpoint once the plan is finished. */
export function finished(detail: PlanDetail): IntercomCheckpoint {
  const { apiVersion, timezone, nextCursor } = detail
  return { version: 2, apiVersion, timezone, cursor: nextCursor, plan: null }
}

import type { Clock, Estimate, ReportOptions } from '@ingestr/contract'
import type { IntercomClient } from '@ingestr/intercom-client'
import type { IntercomResource } from '@ingestr/intercom-resources'

import type { PlanDetail } from './plan-detail.ts'
import { createSearchApi } from './search/search-api.ts'
import { sumRows } from './search/sum-rows.ts'
import { askSmallest } from './smallest-request.ts'

/** What the API gives at a time of a scroll, whatever is asked for. */
const scrollPage = 100
/** How many walks a large search is usually divided into at a time. */
const usualWalks = 48
/** Of an unfinished plan, so many parts are counted one by one; of more, all records are counted at once. */
const mostCounted = 16

/** What an estimate is made from. */
export interface EstimateContext {
  readonly client: IntercomClient
  readonly clock: Clock
  readonly resource: IntercomResource
  readonly detail: PlanDetail
}

/** Counts what a plan is to read, in one request, or one for each part that an earlier run left. */
export async function estimatePlan(context: EstimateContext, options: ReportOptions): Promise<Estimate> {
  const { client, clock, resource, detail } = context
  const startedAt = clock.now()
  const { rows, asked } = await countRows(context, options)
  const latencyMs = (clock.now() - startedAt) / asked
  const perPage = resource.listing === 'scroll' ? scrollPage : client.perPage
  const requests = rows === null ? null : resource.listing === 'single' ? 1 : Math.ceil(rows / perPage) + 2
  const left = detail.partitions.filter(({ isDone }) => !isDone).length
  return {
    rows,
    requests,
    partitions: resource.listing === 'search' ? left : null,
    durationMs: requests === null ? null : duration(requests, latencyMs, context),
    // A search by day brings the whole day, of which only what is new is kept; articles stop where nothing is new.
    isAtMost: resource.listing !== 'single' && detail.from !== null,
  }
}

async function countRows(
  { client, resource, detail }: EstimateContext,
  options: ReportOptions,
): Promise<{ readonly rows: number | null; readonly asked: number }> {
  if (resource.listing !== 'search') return { rows: await askSmallest(client, resource, options), asked: 1 }
  const field = detail.kind === 'first' ? 'created_at' : 'updated_at'
  const api = createSearchApi(client, resource.path, field, options)
  const left = detail.partitions.filter(({ isDone }) => !isDone)
  if (left.length > mostCounted) {
    const all = await api.countAll()
    return { rows: all === undefined ? null : Math.max(0, all - sumRows(detail.partitions).read), asked: 1 }
  }
  let rows = 0
  for (const partition of left) {
    const count = await api.countOf(partition)
    if (count === undefined) return { rows: null, asked: left.length }
    rows += Math.max(0, count - partition.read)
  }
  return { rows, asked: Math.max(1, left.length) }
}

/** As the rate limit allows, or as answers come: a scroll has one request on its way at a time, a search many. */
function duration(requests: number, latencyMs: number, { client, resource }: EstimateContext): number {
  const walks = resource.listing === 'search' ? Math.min(usualWalks, Math.ceil(requests / 2)) : 1
  const { requestsPerSecond } = client.rateLimit ?? {}
  const byLimit = requestsPerSecond === undefined ? 0 : (requests / requestsPerSecond) * 1000
  return Math.round(Math.max(byLimit, (requests / walks) * latencyMs))
}

import { IngestError, type KeepRange, type Plan, type ReadRequest } from '@ingestr/contract'
import type { IntercomResource } from '@ingestr/intercom-resources'

import {
  type IntercomCheckpoint,
  newPartition,
  type Partition,
  readCheckpoint,
  restartPartition,
} from './checkpoint.ts'
import type { PlanDetail } from './plan-detail.ts'
import { createSearchGrid } from './search/search-grid.ts'
import { type Bounds, matchingOf } from './search/search-query.ts'

/** What a plan is made from, besides the request. */
export interface Circumstances {
  readonly resource: IntercomResource
  readonly apiVersion: string
  /** IANA name of the workspace's timezone; null when unknown. */
  readonly timezone: string | null
  /** The plan's own start: the earlier of the server's clock and ours, in milliseconds since the epoch. */
  readonly startedAt: number
  /** How long a change may take to show in a search, in milliseconds. */
  readonly indexLagMs: number
}

/** Plans a read. Makes no request. */
export function makePlan(request: ReadRequest, circumstances: Circumstances): Plan {
  const { resource } = circumstances
  const checkpoint = readCheckpoint(request.after)
  const detail =
    request.interval === undefined ? planOnwards(checkpoint, circumstances) : planInterval(request, circumstances)
  const isResumed = detail.kind !== 'interval' && checkpoint?.plan != null && resource.listing === 'search'
  return {
    request,
    tables: [resource.table],
    keep: keepRange(request, resource, detail),
    isResumed,
    summary: summarise(detail, isResumed, resource),
    notes: notesOn(detail, resource),
    detail,
  }
}

function planOnwards(checkpoint: IntercomCheckpoint | undefined, circumstances: Circumstances): PlanDetail {
  const { resource, apiVersion, timezone, indexLagMs } = circumstances
  const unfinished = resource.listing === 'search' ? checkpoint?.plan : undefined
  const startedAt = unfinished?.startedAt ?? circumstances.startedAt
  const cursor = checkpoint?.cursor ?? null
  const kind = unfinished?.kind ?? (cursor === null ? 'first' : 'changes')
  // A cursor of a clock that ran ahead would skip what changes until then.
  const from = kind === 'first' || cursor === null ? null : Math.floor(Math.min(cursor, startedAt - indexLagMs) / 1000)
  const isSame = checkpoint?.apiVersion === apiVersion && checkpoint.timezone === timezone
  return {
    kind,
    apiVersion,
    timezone,
    startedAt,
    cursor,
    nextCursor: startedAt - indexLagMs,
    from,
    settled: unfinished?.settled ?? settledRange(circumstances, { lower: from, upper: null }),
    before: unfinished?.before ?? null,
    partitions: partitions(resource, unfinished?.partitions, isSame, from),
  }
}

/** Where no record can appear any more: what was created or changed before the plan's start less the index lag. */
function settledRange({ resource, timezone, startedAt, indexLagMs }: Circumstances, wanted: Bounds): Bounds | null {
  if (resource.listing !== 'search') return null
  const grid = createSearchGrid(matchingOf(resource.path), timezone)
  const latest = (startedAt - indexLagMs) / 1000
  const upper = grid.floor(wanted.upper === null ? latest : Math.min(wanted.upper, latest))
  const lower = wanted.lower === null ? null : grid.ceiling(wanted.lower)
  return lower === null || lower < upper ? { lower, upper } : null
}

function partitions(
  resource: IntercomResource,
  begun: readonly Partition[] | undefined,
  isSame: boolean,
  from: number | null,
): readonly Partition[] {
  if (resource.listing !== 'search') return []
  // Changes are walked newest first, so that a walk can stop where they end.
  if (begun === undefined)
    return [newPartition({ lower: from, upper: null }, from === null ? 'ascending' : 'descending')]
  return isSame ? begun : begun.map(restartPartition)
}

function planInterval(request: ReadRequest, circumstances: Circumstances): PlanDetail {
  const { resource, apiVersion, timezone, startedAt, indexLagMs } = circumstances
  const { start, end } = request.interval ?? {}
  const from = start === undefined ? null : Math.floor(start / 1000)
  const to = end === undefined ? null : Math.ceil(end / 1000)
  const nextCursor = startedAt - indexLagMs
  const range = { lower: from, upper: to }
  return {
    kind: 'interval',
    apiVersion,
    timezone,
    startedAt,
    cursor: null,
    nextCursor,
    from,
    settled: settledRange(circumstances, range),
    before: null,
    // What changes meanwhile moves to the end of the range, where it is yet to be read.
    partitions: resource.listing === 'search' ? [newPartition(range, 'ascending')] : [],
  }
}

function keepRange(request: ReadRequest, resource: IntercomResource, detail: PlanDetail): KeepRange | undefined {
  const column = resource.table.versionColumn
  if (request.interval !== undefined) {
    if (column === undefined) {
      throw new IngestError(
        'INVALID_ARGUMENT',
        `The table ${resource.table.name} has no versions, so it cannot be read by an interval.`,
      )
    }
    return { column, from: request.interval.start, to: request.interval.end }
  }
  if (column === undefined || detail.from === null || resource.listing === 'scroll') return undefined
  return { column, from: detail.from * 1000 }
}

function summarise(detail: PlanDetail, isResumed: boolean, resource: IntercomResource): string {
  if (resource.table.strategy === 'replace') return 'everything, to replace what is there'
  if (detail.kind === 'interval') return 'an interval; the stored cursor stays'
  const what =
    detail.from === null
      ? 'first load'
      : `changes since ${new Date(detail.from * 1000).toISOString().replace('.000Z', 'Z')}`
  return isResumed ? `${what}, going on where the last run was cut short` : what
}

function notesOn(detail: PlanDetail, resource: IntercomResource): readonly string[] {
  if (resource.listing === 'scroll' && (detail.cursor !== null || detail.kind === 'interval')) {
    return [`All ${resource.table.name} are read: the API cannot list changed ones. Only rows that differ are written.`]
  }
  return []
}

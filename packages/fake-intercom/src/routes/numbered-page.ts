import type { ListAnswer } from '../http/answer.ts'
import type { RouteContext } from '../http/context.ts'
import { withoutLost } from '../faults/lost-records.ts'
import { refuse } from '../http/refusal.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import type { StoredTable } from '../store/table.ts'
import type { SortKey, Version } from '../store/version.ts'
import { readPerPage } from './per-page.ts'

/** What a numbered page is made of. */
export interface NumberedRequest {
  readonly table: StoredTable
  readonly sort: { readonly key: SortKey; readonly direction: 'ascending' | 'descending' }
  readonly path: string
  readonly perPage: { readonly standard: number; readonly largest: number }
  readonly next: 'url' | 'object'
  /** Pages that begin beyond this many records are refused. */
  readonly cap: { readonly records: number; readonly message: string } | undefined
}

/** One numbered page of what is there now; what moves between two pages moves records over their border. */
export function numberedPage(context: RouteContext, request: NumberedRequest): ListAnswer {
  const { query, pageFault } = context
  const { table, sort, cap } = request
  const perPage = readPerPage(query.get('per_page'), request.perPage)
  const page = readPerPage(query.get('page'), { standard: 1, largest: Number.MAX_SAFE_INTEGER })
  const start = (page - 1) * perPage
  if (cap !== undefined && start >= cap.records) {
    throw refuse(400, 'bad_request', cap.message)
  }
  const index = table.live.index(sort.key)
  const total = index.size
  const end = Math.min(start + perPage, total, cap?.records ?? total)
  const descending = sort.direction === 'descending'
  const versions = index.range(
    descending ? total - end : start,
    descending ? total - Math.min(start, total) : end,
    sort.direction,
  )
  const hasNext = start + perPage < total && pageFault !== 'without-next'
  const nextPage = pageFault === 'looping-cursor' ? page : page + 1
  return {
    kind: 'list',
    type: 'list',
    key: 'data',
    records: shown(versions, context).map((version) => table.pieceOf(version, context.isRequested)),
    rest: {
      total_count: total,
      pages: {
        type: 'pages',
        next: hasNext || pageFault === 'looping-cursor' ? next(context, request, { page: nextPage, perPage }) : null,
        page,
        per_page: perPage,
        total_pages: Math.ceil(total / perPage),
      } satisfies JsonObject,
    },
  }
}

function shown(versions: readonly Version[], { fault, pageFault }: RouteContext): readonly Version[] {
  if (pageFault === 'empty-page') {
    return []
  }
  if (pageFault === 'short-page') {
    return versions.slice(0, Math.ceil(versions.length / 2))
  }
  return withoutLost(versions, fault)
}

/** Recorded answers have a URL, the description an object. */
function next(
  { url, options }: RouteContext,
  request: NumberedRequest,
  { page, perPage }: { readonly page: number; readonly perPage: number },
): JsonValue {
  return request.next === 'object'
    ? { page, per_page: perPage, starting_after: null }
    : `${options.nextHost ?? url}${request.path}?per_page=${perPage}&page=${page}`
}

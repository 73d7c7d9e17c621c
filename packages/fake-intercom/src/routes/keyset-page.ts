import { withoutLost } from '../faults/lost-records.ts'
import { refuse } from '../http/refusal.ts'
import type { ListAnswer } from '../http/answer.ts'
import type { RouteContext } from '../http/context.ts'
import type { JsonObject } from '../json.ts'
import { printCursor, readCursor, type Cursor } from '../search/cursor.ts'
import type { IndexedTime } from '../search/filter.ts'
import type { Selection } from '../search/selection.ts'
import { walk } from '../search/walk.ts'
import type { StoredTable } from '../store/table.ts'
import type { Version } from '../store/version.ts'

/** What a page by cursor is made of. */
export interface KeysetRequest {
  readonly table: StoredTable
  /** What is paged through, in the order of `sort`. */
  readonly selection: Selection
  readonly sort: { readonly key: IndexedTime; readonly direction: 'ascending' | 'descending' }
  readonly perPage: number
  readonly startingAfter: string | undefined
  readonly type: string
  readonly key: string
}

/** One page of a walk by cursor. Nothing is remembered between pages: the cursor says it all, over what is there now. */
export function keysetPage(context: RouteContext, request: KeysetRequest): ListAnswer {
  const { table, selection, sort, perPage, startingAfter } = request
  const { total } = selection
  const { pageFault } = context
  if (pageFault === 'refused-cursor' && startingAfter !== undefined) {
    throw refuse(400, 'parameter_invalid', 'starting_after is invalid')
  }
  const after = startingAfter === undefined ? undefined : readCursor(startingAfter)
  const limit = limitOf(context, perPage)
  const found = walk(selection, { ...sort, after, limit: Math.max(limit, 1) + 1 })
  const page = found.slice(0, limit)
  const pageNumber = after?.page ?? 1
  const hasNext = found.length > limit && pageFault !== 'without-next'
  const next = hasNext ? nextCursor(page.at(-1), { after, pageNumber, sort: request.sort }) : undefined
  const loop = pageFault === 'looping-cursor' ? (startingAfter ?? printCursor(beginning(request.sort))) : undefined
  const startsAfter = loop ?? (next && printCursor(next))
  return {
    kind: 'list',
    type: request.type,
    key: request.key,
    records: withoutLost(page, context.fault).map((version) => table.pieceOf(version, context.isRequested)),
    rest: {
      total_count: total,
      pages: {
        type: 'pages',
        ...(startsAfter === undefined ? {} : { next: { page: pageNumber + 1, starting_after: startsAfter } }),
        page: pageNumber,
        per_page: perPage,
        total_pages: Math.ceil(total / perPage),
      } satisfies JsonObject,
    },
  }
}

function limitOf({ pageFault }: RouteContext, perPage: number): number {
  if (pageFault === 'empty-page') {
    return 0
  }
  return pageFault === 'short-page' ? Math.ceil(perPage / 2) : perPage
}

interface Position {
  readonly after: Cursor | undefined
  readonly pageNumber: number
  readonly sort: KeysetRequest['sort']
}

/** After the last record shown; of an empty page, where it began. */
function nextCursor(last: Version | undefined, { after, pageNumber, sort }: Position): Cursor {
  if (last === undefined) {
    return { ...(after ?? beginning(sort)), page: pageNumber + 1 }
  }
  return { seconds: last[sort.key], id: last.id, page: pageNumber + 1 }
}

function beginning({ direction }: KeysetRequest['sort']): Cursor {
  return direction === 'ascending' ? { seconds: -1, id: '', page: 1 } : { seconds: 253_402_300_800, id: '', page: 1 }
}

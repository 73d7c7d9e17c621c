import { refuse } from '../http/refusal.ts'
import type { ListAnswer } from '../http/answer.ts'
import type { RouteContext } from '../http/context.ts'
import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import { compile, type SearchRules } from '../search/compile.ts'
import type { IndexedTime } from '../search/filter.ts'
import type { Matches } from '../search/matches.ts'
import { selectAll } from '../search/selection.ts'
import type { StoredTable } from '../store/table.ts'
import { keysetPage, type KeysetRequest } from './keyset-page.ts'
import { readPerPage } from './per-page.ts'

/** A table that is searched, and listed by cursor. */
export interface SearchedTable {
  readonly table: StoredTable
  readonly type: string
  readonly key: string
  readonly perPage: { readonly standard: number; readonly largest: number }
}

/** What one search endpoint looks by, and what it found lately. */
export interface SearchState {
  readonly rules: SearchRules
  readonly matches: Matches
}

/**
 * The order of `GET /contacts` and `GET /conversations`, and of a search that asks for none, is not documented. Recorded
 * cursors hold a time later than the one in the id, so it is taken to be the latest change first.
 */
const usualSort = { key: 'updatedAt', direction: 'descending' } as const

const sortKeys: { readonly [field: string]: IndexedTime } = { created_at: 'createdAt', updated_at: 'updatedAt' }

/** `POST /contacts/search` and `POST /conversations/search`. The cursor is in the body; one in the query is ignored. */
export function answerSearch(context: RouteContext, searched: SearchedTable, state: SearchState): ListAnswer {
  const { body } = context
  if (!isObject(body)) {
    throw refuse(400, 'parameter_invalid', 'The body must be a JSON object')
  }
  const { query, pagination = null, sort } = body
  const paging: JsonObject = isObject(pagination) ? pagination : {}
  const startingAfter = paging['starting_after'] ?? undefined
  if (startingAfter !== undefined && typeof startingAfter !== 'string') {
    throw refuse(400, 'parameter_invalid', 'starting_after must be a string')
  }
  const order = readSort(sort, context.version)
  return keysetPage(context, {
    table: searched.table,
    selection: state.matches.of({
      text: JSON.stringify(query ?? null),
      filter: compile(query, state.rules),
      key: order.key,
      view: searched.table.searched(),
      read: searched.table.valuesOf,
    }),
    sort: order,
    perPage: readPerPage(paging['per_page'], searched.perPage),
    startingAfter,
    type: searched.type,
    key: searched.key,
  })
}

/** `GET /contacts` and `GET /conversations`. */
export function answerCursorList(context: RouteContext, listed: SearchedTable): ListAnswer {
  const { query } = context
  return keysetPage(context, {
    table: listed.table,
    selection: selectAll(listed.table.live, usualSort.key),
    sort: usualSort,
    perPage: readPerPage(query.get('per_page'), listed.perPage),
    startingAfter: query.get('starting_after') ?? undefined,
    type: listed.type,
    key: listed.key,
  })
}

/** From 2.16 on the order must be spelt out; older versions took `desc`, and took it as descending. */
function readSort(sort: JsonValue | undefined, version: number): KeysetRequest['sort'] {
  if (!isObject(sort)) {
    return usualSort
  }
  const { field = 'updated_at', order = 'descending' } = sort
  if (order !== 'ascending' && order !== 'descending' && version >= 216) {
    const given = typeof order === 'string' ? order : JSON.stringify(order)
    throw refuse(400, 'invalid_sort_order', `Invalid sort order '${given}'. Must be one of: ascending, descending`)
  }
  const key = typeof field === 'string' ? sortKeys[field] : undefined
  if (key === undefined) {
    throw refuse(400, 'parameter_invalid', `Cannot sort by ${JSON.stringify(field)}`)
  }
  return { key, direction: order === 'ascending' || order === 'asc' ? 'ascending' : 'descending' }
}

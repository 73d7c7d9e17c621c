import { startServer, type Answer, type ReceivedRequest, type TestServer } from './test-server.ts'

type SearchBody = { readonly pagination: { readonly per_page: number; readonly starting_after?: string } }

/** The `pagination` of a search request. */
export function paginationOf(request: ReceivedRequest): SearchBody['pagination'] {
  const body = request.body
  if (typeof body !== 'object' || body === null || !('pagination' in body)) throw new TypeError('no pagination')
  const { pagination } = body
  if (typeof pagination !== 'object' || pagination === null || !('per_page' in pagination))
    throw new TypeError('no per_page')
  const startingAfter = 'starting_after' in pagination ? String(pagination.starting_after) : undefined
  return {
    per_page: Number(pagination.per_page),
    ...(startingAfter === undefined ? {} : { starting_after: startingAfter }),
  }
}

/** One page of a keyset search over the records 1…total; the cursor is the last id. */
export function searchPage(request: ReceivedRequest, total: number): Answer {
  const { per_page: perPage, starting_after: startingAfter = '0' } = paginationOf(request)
  const first = Number(startingAfter) + 1
  const last = Math.min(total, first + perPage - 1)
  const data = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({
    type: 'contact',
    id: `contact-${first + index}`,
    created_at: 1_700_000_000 + first + index,
    updated_at: 1_750_000_000 + first + index,
  }))
  const next = last < total ? { page: 2, starting_after: String(last) } : undefined
  return {
    body: { type: 'list', data, total_count: total, pages: { type: 'pages', page: 1, per_page: perPage, next } },
  }
}

/** A search over `total` records in which `trouble` may answer first. */
export function startSearchServer(
  total: number,
  trouble: (request: ReceivedRequest) => Answer | undefined = () => undefined,
): Promise<TestServer> {
  return startServer((request) => trouble(request) ?? searchPage(request, total))
}

export const allContacts = {
  query: { field: 'created_at', operator: '>', value: 0 },
  sort: { field: 'created_at', order: 'ascending' },
} as const

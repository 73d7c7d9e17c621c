import { invalidResponse } from '../errors.ts'
import { requireWholeNumber } from '../options.ts'
import { readPage, type IntercomPage } from './page.ts'
import { createPageSizer } from './page-sizer.ts'
import { recordsKeysOf } from './records-keys.ts'

import type { HttpResponse } from '../http/message.ts'
import type { RequestOptions } from '../http/requester.ts'
import type { PagingContext } from './context.ts'

/** Where a walk over numbered pages begins (1), and how much it asks for at a time (150). */
export interface NumberedRequest {
  readonly page?: number
  readonly perPage?: number
}

/**
 * Walks numbered pages. `pages.next` may be an object or a URL; either only says that there is more, and the next request
 * goes to the client's own host.
 */
export async function* walkNumbered(
  path: string,
  request: NumberedRequest,
  context: PagingContext,
  options: RequestOptions = {},
): AsyncGenerator<IntercomPage, void, undefined> {
  const report = options.report ?? context.report
  const largest = request.perPage ?? context.defaultPerPage
  const sizer = createPageSizer(largest, (perPage) => report({ type: 'page-size-reduced', path, perPage }))
  const { page: firstPage = 1 } = request
  requireWholeNumber('page', firstPage)
  let offset = (firstPage - 1) * largest
  for (;;) {
    const start = offset
    const number = (): number => start / sizer.size + 1
    const page = await context.requester.call(
      {
        build: () => ({ method: 'GET', path, query: { page: number(), per_page: sizer.size } }),
        read: (response) => readNumberedPage(response, path, number(), sizer.size),
        adapt: (failure) => sizer.failed(failure),
      },
      options,
    )
    yield page
    if (page.envelope.next === undefined) return
    const walked = number()
    const given = page.envelope.perPage
    if (given !== undefined && given > 0 && given < sizer.size) sizer.limit(given)
    offset = walked * sizer.size
    sizer.succeeded(offset)
  }
}

function readNumberedPage(response: HttpResponse, path: string, number: number, perPage: number): IntercomPage {
  const endpoint = `GET ${path}`
  const page = readPage(response, { endpoint, recordsKeys: recordsKeysOf(path), hasPages: true }, perPage)
  const { count, next, totalCount, totalPages } = page.envelope
  if (page.envelope.page !== undefined && page.envelope.page !== number) {
    throw invalidResponse(endpoint, `page ${page.envelope.page} where page ${number} was asked for`)
  }
  if (next === undefined) {
    const isCutShort = count >= perPage && totalPages === undefined && (totalCount ?? 0) > number * perPage
    if ((totalPages ?? 0) > number || isCutShort) {
      throw invalidResponse(endpoint, `no page after ${number}, though it counts ${totalPages ?? totalCount}`)
    }
    return page
  }
  if (next.page !== undefined && next.page <= number) throw invalidResponse(endpoint, 'a next page that does not move')
  if (count === 0) throw invalidResponse(endpoint, 'an empty page that is not the last')
  return page
}

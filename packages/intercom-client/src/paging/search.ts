import { IngestError, type Json } from '@ingestr/contract'

import { invalidResponse } from '../errors.ts'
import { refusal } from '../http/status-failure.ts'
import { createLoopDetector } from './loop-detector.ts'
import { readPage, type IntercomPage } from './page.ts'
import { createPageSizer } from './page-sizer.ts'
import { recordsKeysOf } from './records-keys.ts'
import { isDoubtfulEnd, sizeToTellTheEnd } from './search-end.ts'
import { createShortPages, fullCount } from './short-pages.ts'

import type { Failure } from '../http/failure.ts'
import type { HttpResponse } from '../http/message.ts'
import type { RequestOptions } from '../http/requester.ts'
import type { PagingContext } from './context.ts'

/** One search. Sort by a field of yours: without it the order is undocumented, and pages may miss records. */
export interface SearchRequest {
  /** `{ field, operator, value }`, or several in `{ operator: 'AND' | 'OR', value: […] }`. */
  readonly query: Json
  readonly sort?: { readonly field: string; readonly order: 'ascending' | 'descending' }
  /** 1 to 150, which is also the default. */
  readonly perPage?: number
  /** Asked before each page: how many more records are wanted, where that may be fewer than a page; undefined: all there are. */
  readonly wanted?: () => number | undefined
  /** Goes on where an earlier walk of the same search stopped. */
  readonly startingAfter?: string | undefined
}

/** Walks a search by its cursor, which goes into the body: as a query parameter the API overlooks it. */
export async function* walkSearch(
  path: string,
  request: SearchRequest,
  context: PagingContext,
  options: RequestOptions = {},
): AsyncGenerator<IntercomPage, void, undefined> {
  const report = options.report ?? context.report
  const sizer = createPageSizer(request.perPage ?? context.defaultPerPage, (perPage) =>
    report({ type: 'page-size-reduced', path, perPage }),
  )
  const loop = createLoopDetector()
  const shortPages = createShortPages()
  let startingAfter = request.startingAfter
  let walked = startingAfter === undefined ? 0 : undefined
  for (;;) {
    const cursor = startingAfter
    const wanted = Math.max(1, request.wanted?.() ?? sizer.size)
    const ask = (sizeAtEnd?: number): Promise<IntercomPage> => {
      // A failure may make it smaller between two attempts.
      const size = (): number => sizeAtEnd ?? Math.min(sizer.size, wanted)
      return context.requester.call(
        {
          build: () => ({ method: 'POST', path, body: toBody(request, size(), cursor) }),
          read(response) {
            const answer = readSearchPage(response, path, size(), cursor)
            return sizeAtEnd === undefined ? answer : requireRealEnd(answer, path)
          },
          interpret: (status, _body, description) => interpretStatus(status, description, path, cursor),
          adapt: (failure) => sizeAtEnd === undefined && sizer.failed(failure),
        },
        options,
      )
    }
    const first = await ask()
    const isSuspicious = shortPages.isShort(first)
    const chosen = isSuspicious ? shortPages.choose(first, await ask()) : { isShort: false, page: first }
    if (chosen.isShort)
      report({ type: 'short-page', path, count: chosen.page.envelope.count, perPage: fullCount(chosen.page) })
    const page = isDoubtfulEnd(chosen.page, walked === undefined ? undefined : walked + chosen.page.envelope.count)
      ? moreOf(chosen.page, await ask(sizeToTellTheEnd(chosen.page)))
      : chosen.page
    if (walked !== undefined) walked += page.envelope.count
    yield page
    startingAfter = page.envelope.next?.startingAfter
    if (startingAfter === undefined) return
    if (loop.repeats(startingAfter)) throw invalidResponse(`POST ${path}`, 'pages that go round in a circle')
    sizer.succeeded(0)
  }
}

function toBody(request: SearchRequest, perPage: number, startingAfter: string | undefined): Json {
  const cursor = startingAfter === undefined ? {} : { starting_after: startingAfter }
  const sort = request.sort === undefined ? {} : { sort: request.sort }
  return { query: request.query, ...sort, pagination: { per_page: perPage, ...cursor } }
}

function readSearchPage(
  response: HttpResponse,
  path: string,
  perPage: number,
  startingAfter: string | undefined,
): IntercomPage {
  const endpoint = `POST ${path}`
  const page = readPage(response, { endpoint, recordsKeys: recordsKeysOf(path), hasPages: true }, perPage)
  const { count, next, totalCount } = page.envelope
  if (next === undefined) {
    const isCutShort = startingAfter === undefined && totalCount !== undefined && totalCount > count && count >= perPage
    if (isCutShort) throw invalidResponse(endpoint, `a full page of ${totalCount} records and no next page`)
    return page
  }
  if (next.startingAfter === undefined) throw invalidResponse(endpoint, 'a next page without `starting_after`')
  if (next.startingAfter === startingAfter) throw invalidResponse(endpoint, 'a cursor that does not move')
  if (count === 0) throw invalidResponse(endpoint, 'an empty page that is not the last')
  return page
}

/** @throws IngestError `INVALID_RESPONSE` for a full page without a next one, though it was asked for so that it could not be */
function requireRealEnd(page: IntercomPage, path: string): IntercomPage {
  const { next, count, totalCount } = page.envelope
  if (next !== undefined || count === 0 || count < fullCount(page)) return page
  throw invalidResponse(`POST ${path}`, `a full page and no next page, though it counts ${totalCount ?? 'more'}`)
}

/** At a real end, the page that was there before the doubt has all that is left. */
function moreOf(doubtful: IntercomPage, second: IntercomPage): IntercomPage {
  return second.envelope.next === undefined && second.envelope.count <= doubtful.envelope.count ? doubtful : second
}

function interpretStatus(
  status: number,
  description: string,
  path: string,
  startingAfter: string | undefined,
): Failure | undefined {
  // The search index may name a record that is gone, and then the whole search answers 404 for a while.
  if (status === 404 && description.includes('not_found')) {
    const message = `POST ${path} kept failing (${description}). Run again later.`
    const error = new IngestError('REQUEST_FAILED', message, { isRetryable: true })
    return { kind: 'server', reason: 'status 404', error }
  }
  if (startingAfter === undefined || (status !== 400 && status !== 422)) return undefined
  if (description.includes('intercom_version_invalid')) return undefined
  const message = `Intercom refused to go on with POST ${path} at the stored place (${description}). Start that walk again from its beginning.`
  return refusal(status, new IngestError('CURSOR_REFUSED', message))
}

import { IngestError } from '@ingestr/contract'

import { invalidResponse } from '../errors.ts'
import { retryDelayMs } from '../http/retry-delay.ts'
import { refusal } from '../http/status-failure.ts'
import { createLoopDetector } from './loop-detector.ts'
import { readPage, type IntercomPage } from './page.ts'
import { recordsKeysOf } from './records-keys.ts'

import type { HttpResponse } from '../http/message.ts'
import type { RequestOptions } from '../http/requester.ts'
import type { PagingContext } from './context.ts'

/** A page of a scroll. When `attempt` grows, the scroll has begun again: everything comes once more. */
export type ScrollPage = IntercomPage & { readonly attempt: number }

const maxAttempts = 5
const pollMs = 10_000
/** The description only says that calls with an expired parameter "will fail"; seen was 404. */
const deadScrollStatuses: ReadonlySet<number> = new Set([400, 404, 410, 422])

/** Thrown where a scroll cannot go on; what comes before its first page is not of this kind. */
class BrokenScroll {
  readonly error: IngestError

  constructor(error: IngestError) {
    this.error = error
  }
}

/**
 * Walks a scroll to its end, which is an empty page and nothing else. The API cannot go back in a scroll, so one that
 * breaks is begun again; the first page of the new one tells. Take pages fast: a minute without a request ends a scroll.
 */
export async function* walkScroll(
  path: string,
  context: PagingContext,
  options: RequestOptions = {},
): AsyncGenerator<ScrollPage, void, undefined> {
  const report = options.report ?? context.report
  for (let attempt = 1; ; attempt += 1) {
    try {
      for await (const page of walkOnce(path, context, options)) yield { ...page, attempt }
      return
    } catch (error) {
      if (!(error instanceof BrokenScroll)) throw error
      if (attempt >= maxAttempts) throw error.error
      const delayMs = retryDelayMs({ attempt, askedMs: undefined, waitedMs: 0, isLastWait: false }, context.random)
      report({ type: 'scroll-restarted', path, attempt: attempt + 1, reason: error.error.message, delayMs })
      await context.clock.sleep(delayMs, { signal: options.signal })
    }
  }
}

async function* walkOnce(
  path: string,
  context: PagingContext,
  options: RequestOptions,
): AsyncGenerator<IntercomPage, void, undefined> {
  const loop = createLoopDetector()
  let page = await openScroll(path, context, options)
  while (page.envelope.count > 0) {
    yield page
    const { records, scrollParam } = page.envelope
    if (scrollParam === undefined)
      throw new BrokenScroll(invalidResponse(`GET ${path}`, 'a page without `scroll_param`'))
    if (loop.repeats(records.map((record) => record.id).join(' '))) {
      throw new BrokenScroll(invalidResponse(`GET ${path}`, 'pages that go round in a circle'))
    }
    page = await continueScroll(path, scrollParam, context, options)
  }
}

async function openScroll(path: string, context: PagingContext, options: RequestOptions): Promise<IntercomPage> {
  const report = options.report ?? context.report
  let waitedMs = 0
  for (;;) {
    const page = await tryOpening(path, context, options)
    if (page !== 'occupied') return page
    const delayMs = Math.min(pollMs, context.scrollWaitMs - waitedMs)
    if (delayMs <= 0) throw scrollBusy(waitedMs)
    report({ type: 'scroll-waited', path, delayMs, waitedMs })
    await context.clock.sleep(delayMs, { signal: options.signal })
    waitedMs += delayMs
  }
}

async function tryOpening(
  path: string,
  context: PagingContext,
  options: RequestOptions,
): Promise<IntercomPage | 'occupied'> {
  const occupied = scrollBusy(0)
  try {
    return await context.requester.call(
      {
        build: () => ({ method: 'GET', path }),
        read: (response) => readScrollPage(response, path),
        interpret: (status, { code }) => (code === 'scroll_exists' ? refusal(status, occupied) : undefined),
      },
      options,
    )
  } catch (error) {
    if (error === occupied) return 'occupied'
    throw error
  }
}

async function continueScroll(
  path: string,
  scrollParam: string,
  context: PagingContext,
  options: RequestOptions,
): Promise<IntercomPage> {
  try {
    return await context.requester.call(
      {
        build: () => ({ method: 'GET', path, query: { scroll_param: scrollParam } }),
        read: (response) => readScrollPage(response, path),
        interpret: (status, _body, description) =>
          deadScrollStatuses.has(status) ? refusal(status, expired(description)) : undefined,
        isUnrepeatable: true,
        isUrgent: true,
      },
      options,
    )
  } catch (error) {
    throw IngestError.isInstance(error) && error.isRetryable ? new BrokenScroll(error) : error
  }
}

function readScrollPage(response: HttpResponse, path: string): IntercomPage {
  return readPage(response, { endpoint: `GET ${path}`, recordsKeys: recordsKeysOf(path), hasPages: false })
}

function expired(description: string): IngestError {
  const message = `Intercom ended the scroll over companies before its last page (${description}). Run again later; a scroll ends when its pages are not taken for a minute.`
  return new IngestError('REQUEST_FAILED', message, { isRetryable: true })
}

function scrollBusy(waitedMs: number): IngestError {
  const message = `Another program scrolls through the companies of this workspace, and Intercom allows one at a time; waited ${Math.round(waitedMs / 1000)} s for it. Stop the other program, or run again later: a forgotten scroll ends after a minute.`
  return new IngestError('SCROLL_BUSY', message, { isRetryable: true })
}

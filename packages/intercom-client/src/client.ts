import packageJson from '../package.json' with { type: 'json' }
import { createRequester, type RequestOptions } from './http/requester.ts'
import { createTransport, type Transport } from './http/transport.ts'
import { shareLimits, type SharedLimits } from './limits/shared-limits.ts'
import { API_VERSION, checkOptions, type IntercomClientOptions } from './options.ts'
import { countCompanies } from './paging/company-count.ts'
import { readList } from './paging/list.ts'
import { walkNumbered, type NumberedRequest } from './paging/numbered.ts'
import { walkScroll, type ScrollPage } from './paging/scroll.ts'
import { walkSearch, type SearchRequest } from './paging/search.ts'
import { resolveEndpoint, type Endpoint } from './region.ts'
import { readWorkspace, type Workspace } from './workspace.ts'

import type { Query } from './http/message.ts'
import type { ToldLimit } from './limits/budget-window.ts'
import type { ConcurrencyLimit } from './limits/concurrency-limit.ts'
import type { PagingContext } from './paging/context.ts'
import type { IntercomPage } from './paging/page.ts'
import type { RateLimiter } from './rate-limiter.ts'
import type { Report } from '@ingestr/contract'

/** The most that the API gives at a time. */
const maxPerPage = 150

/**
 * Reads an Intercom workspace. All methods share one rate limiter and one limit of concurrency, also with other clients of this
 * process that have the same clock, host and token. Each takes a signal and a report of its own. Errors: `UNAUTHORIZED`, `FORBIDDEN`, `REQUEST_REJECTED`, `REQUEST_FAILED`, `INVALID_RESPONSE`, `CLIENT_CLOSED`.
 */
export interface IntercomClient extends AsyncDisposable {
  /** Where requests go, for messages. */
  readonly host: string
  readonly apiVersion: string
  /**
   * How far the server's clock was ahead of ours at the latest answer, whatever its status; negative when ours is ahead.
   * Errs towards the past by up to a second and the time under way. Undefined before an answer with a date.
   */
  readonly serverClockOffsetMs: number | undefined
  /**
   * How many more requests could be sent at once, before they would wait for each other or for the rate limit; 0 while the
   * window's share is used up. Walks may be split while it is above 0.
   */
  readonly spareRequests: number
  /**
   * How many requests on their way use up what the rate limit allows in the long run: requests a second × seconds that one
   * takes (Little's law). Not whole; infinite while either is unknown, and where the clock shows no time at all.
   */
  readonly sustainedRequests: number
  /** Records that walks ask for at a time, where their request does not say. */
  readonly perPage: number
  /** The rate limit as the API told it last, and how fast this client may go in the long run; undefined before an answer. */
  readonly rateLimit: ToldRateLimit | undefined
  /** `GET /me`. An app without the right to it gets `FORBIDDEN`; its other rights are not touched by that. */
  me(options?: RequestOptions): Promise<Workspace>
  /** Up to API 2.16, dates in the query match by day of the workspace's timezone. `CURSOR_REFUSED` for a stale `startingAfter`. */
  searchContacts(request: SearchRequest, options?: RequestOptions): AsyncIterable<IntercomPage>
  /** As `searchContacts`; dates match by the second. */
  searchConversations(request: SearchRequest, options?: RequestOptions): AsyncIterable<IntercomPage>
  /** Newest `updated_at` first. */
  listArticles(request?: NumberedRequest, options?: RequestOptions): AsyncIterable<IntercomPage>
  /** All companies that have users. `SCROLL_BUSY` if another program's scroll does not end in time. */
  scrollCompanies(options?: RequestOptions): AsyncIterable<ScrollPage>
  /** How many companies their list counts, in one request; undefined where the app may not ask, or the API does not say. */
  countCompanies(options?: RequestOptions): Promise<number | undefined>
  /** A list that comes in one piece: `/tags`, `/segments`, `/admins`, `/teams`, `/data_attributes`, … */
  list(path: `/${string}`, query?: Query, options?: RequestOptions): Promise<IntercomPage>
}

/** Requests in a window, how many are left in this one, and how many a second this client may send, its reserve left out. */
export type ToldRateLimit = ToldLimit & { readonly requestsPerSecond: number }

/** Sends nothing yet. Throws `INVALID_OPTION` for options that cannot be. */
export function createIntercomClient(options: IntercomClientOptions): IntercomClient {
  checkOptions(options)
  const endpoint = resolveEndpoint(options.region ?? 'us', options.baseUrl)
  if (endpoint.isExposed) options.report?.({ type: 'token-exposed', host: endpoint.host })
  return new HttpIntercomClient(options, endpoint)
}

class HttpIntercomClient implements IntercomClient {
  readonly host: string
  readonly apiVersion: string
  readonly #context: PagingContext
  readonly #transport: Transport
  readonly #limits: SharedLimits
  readonly #limiter: RateLimiter
  readonly #concurrency: ConcurrencyLimit

  constructor(options: IntercomClientOptions, endpoint: Endpoint) {
    const { accessToken, clock, random, report = ignore } = options
    this.host = endpoint.host
    this.apiVersion = options.apiVersion ?? API_VERSION
    const transport = createTransport({
      endpoint,
      headers: requestHeaders(accessToken, this.apiVersion),
      timeoutMs: options.requestTimeoutMs ?? 90_000,
    })
    const limits = shareLimits({ clock, origin: endpoint.origin, accessToken })
    const limiter = limits.budget.withReserve(options.rateLimitReserve ?? 0.1)
    const maxAttempts = options.maxAttempts ?? 8
    const concurrency = limits.concurrency.withMax(options.maxConcurrency ?? 96)
    const requester = createRequester({
      transport,
      limiter,
      concurrency,
      endpoint,
      accessToken,
      clock,
      random,
      report,
      maxAttempts,
    })
    const scrollWaitMs = options.scrollWaitMs ?? 600_000
    this.#context = { requester, clock, random, report, defaultPerPage: options.perPage ?? maxPerPage, scrollWaitMs }
    this.#transport = transport
    this.#limits = limits
    this.#limiter = limiter
    this.#concurrency = concurrency
  }

  get serverClockOffsetMs(): number | undefined {
    return this.#context.requester.serverClockOffsetMs
  }

  get spareRequests(): number {
    return Math.min(this.#concurrency.spare, this.#limiter.spare)
  }

  get sustainedRequests(): number {
    const { requestsPerSecond = Number.POSITIVE_INFINITY } = this.#limiter
    const latencyMs = this.#concurrency.latencyMs ?? 0
    return latencyMs === 0 ? Number.POSITIVE_INFINITY : (requestsPerSecond * latencyMs) / 1000
  }

  get perPage(): number {
    return this.#context.defaultPerPage
  }

  get rateLimit(): ToldRateLimit | undefined {
    const { told, requestsPerSecond } = this.#limiter
    return told && requestsPerSecond !== undefined ? { ...told, requestsPerSecond } : undefined
  }

  me(options?: RequestOptions): Promise<Workspace> {
    return readWorkspace(this.#context.requester, options)
  }

  searchContacts(request: SearchRequest, options?: RequestOptions): AsyncIterable<IntercomPage> {
    return walkSearch('/contacts/search', request, this.#context, options)
  }

  searchConversations(request: SearchRequest, options?: RequestOptions): AsyncIterable<IntercomPage> {
    return walkSearch('/conversations/search', request, this.#context, options)
  }

  listArticles(request: NumberedRequest = {}, options?: RequestOptions): AsyncIterable<IntercomPage> {
    return walkNumbered('/articles', request, this.#context, options)
  }

  scrollCompanies(options?: RequestOptions): AsyncIterable<ScrollPage> {
    return walkScroll('/companies/scroll', this.#context, options)
  }

  countCompanies(options?: RequestOptions): Promise<number | undefined> {
    return countCompanies(this.#context, options)
  }

  list(path: `/${string}`, query: Query = {}, options?: RequestOptions): Promise<IntercomPage> {
    return readList(path, query, this.#context, options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#limits[Symbol.dispose]()
    await this.#transport[Symbol.asyncDispose]()
  }
}

function requestHeaders(accessToken: string, apiVersion: string): Readonly<Record<string, string>> {
  return {
    authorization: `Bearer ${accessToken}`,
    'intercom-version': apiVersion,
    accept: 'application/json',
    'user-agent': `ingestr/${packageJson.version}`,
  }
}

const ignore: Report = () => undefined

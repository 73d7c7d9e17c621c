import { IngestError, type CallOptions, type Clock, type Report } from '@ingestr/contract'

import { oneEachTurn } from './one-each-turn.ts'
import { retryDelayMs } from './retry-delay.ts'
import { describeStatusFailure, type StatusOptions } from './status-failure.ts'

import type { Outcome } from '../limits/adaptive-limit.ts'
import type { ConcurrencyLimit, Slot } from '../limits/concurrency-limit.ts'
import type { RateLimiter } from '../rate-limiter.ts'
import type { Endpoint } from '../region.ts'
import type { Failure } from './failure.ts'
import type { HttpRequest, HttpResponse } from './message.ts'
import type { Transport } from './transport.ts'

/** `report` takes the place of the client's own for this call. */
export type RequestOptions = CallOptions & { readonly report?: Report | undefined }

/** A request that may be made several times until `read` is content with the answer. */
interface ApiRequest<Result> {
  /** Asked before each attempt, so that an attempt can ask for less than the one before. */
  readonly build: () => HttpRequest
  /** Throws `INVALID_RESPONSE` for an answer that is worth another attempt. */
  readonly read: (response: HttpResponse) => Result
  readonly interpret?: StatusOptions['interpret']
  /** Told of a failure; true when the next attempt asks for less, which is then granted on top of the others. */
  readonly adapt?: (failure: Failure) => boolean
  /** Only what the server rejected unread (429) is asked again: answers of a scroll do not come twice. */
  readonly isUnrepeatable?: boolean
  /** Goes before all others: a scroll ends when its next page is not asked for in time. One at a time. */
  readonly isUrgent?: boolean
}

export interface Requester {
  /** See `IntercomClient.serverClockOffsetMs`. */
  readonly serverClockOffsetMs: number | undefined
  call<Result>(request: ApiRequest<Result>, options?: RequestOptions): Promise<Result>
}

export interface RequesterOptions {
  readonly transport: Transport
  readonly limiter: RateLimiter
  readonly concurrency: ConcurrencyLimit
  readonly endpoint: Endpoint
  readonly accessToken: string
  readonly clock: Clock
  readonly random: () => number
  readonly report: Report
  readonly maxAttempts: number
}

/** A host that never answered is more likely a mistake in its name than a passing trouble. */
const attemptsAtUnknownHost = 3
/** All waits of one request together; a server that asks for more is not worth it. */
const longestWaitMs = 300_000

export function createRequester(options: RequesterOptions): Requester {
  return new RetryingRequester(options)
}

class RetryingRequester implements Requester {
  readonly #options: RequesterOptions
  #hasAnswered = false
  #serverClockOffsetMs: number | undefined

  constructor(options: RequesterOptions) {
    this.#options = options
  }

  get serverClockOffsetMs(): number | undefined {
    return this.#serverClockOffsetMs
  }

  async call<Result>(request: ApiRequest<Result>, options: RequestOptions = {}): Promise<Result> {
    const report = options.report ?? this.#options.report
    let waitedMs = 0
    let granted = 0
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(request, attempt, options)
      if ('result' in outcome) return outcome.result
      const { failure } = outcome
      if (request.adapt?.(failure) === true) granted += 1
      const attemptsLeft = this.#attemptsFor(request, failure) + granted - attempt
      // Where nobody is, patience does not help.
      const isLastWait = attemptsLeft === 1 && failure.kind !== 'unreachable'
      const delayMs = retryDelayMs({ attempt, askedMs: failure.waitMs, waitedMs, isLastWait }, this.#options.random)
      if (attemptsLeft <= 0 || waitedMs + delayMs > longestWaitMs) throw failure.error
      report({ type: 'request-retried', path: request.build().path, reason: failure.reason, attempt, delayMs })
      if (failure.kind === 'busy') this.#options.limiter.pause(delayMs)
      await this.#options.clock.sleep(delayMs, { signal: options.signal })
      waitedMs += delayMs
    }
  }

  async #attempt<Result>(
    request: ApiRequest<Result>,
    attempt: number,
    options: RequestOptions,
  ): Promise<{ readonly result: Result } | { readonly failure: Failure }> {
    const { signal } = options
    const slot = await this.#options.concurrency.take({ signal, isUrgent: request.isUrgent })
    let outcome: Outcome = 'unknown'
    try {
      const result = await this.#send(request, attempt, options, slot)
      outcome = 'failure' in result ? outcomeOf(result.failure) : 'answered'
      return result
    } finally {
      slot.release(outcome)
    }
  }

  async #send<Result>(
    request: ApiRequest<Result>,
    attempt: number,
    options: RequestOptions,
    slot: Slot,
  ): Promise<{ readonly result: Result } | { readonly failure: Failure }> {
    const { clock, limiter, transport } = this.#options
    const report = options.report ?? this.#options.report
    const limitedMs = await limiter.acquire({ signal: options.signal, isUrgent: request.isUrgent })
    let answer: HttpResponse | Failure | undefined
    let sent: HttpRequest
    let startMs: number
    try {
      if (limitedMs > 0) report({ type: 'rate-limit-waited', delayMs: limitedMs })
      sent = request.build()
      slot.start()
      startMs = clock.now()
      answer = await transport.send(sent, { signal: options.signal, onHeaders: () => slot.answered() })
    } finally {
      limiter.observe(answer !== undefined && 'status' in answer ? rateLimitOf(answer) : undefined)
    }
    const status = 'status' in answer ? answer.status : null
    const durationMs = clock.now() - startMs
    const { limit = null, remaining = null } = limiter.told ?? {}
    const { method, path } = sent
    report({ type: 'request-finished', method, path, status, durationMs, attempt, limit, remaining })
    if (!('status' in answer)) return { failure: answer }
    this.#hasAnswered = true
    if (answer.dateMs !== undefined) this.#serverClockOffsetMs = answer.dateMs - clock.now()
    await oneEachTurn()
    return this.#judge(request, sent, answer)
  }

  #judge<Result>(
    request: ApiRequest<Result>,
    sent: HttpRequest,
    response: HttpResponse,
  ): { readonly result: Result } | { readonly failure: Failure } {
    if (response.status < 200 || response.status > 299) {
      const { accessToken, endpoint } = this.#options
      const failure = describeStatusFailure(response, {
        request: sent,
        endpoint,
        accessToken,
        interpret: request.interpret,
      })
      return { failure }
    }
    try {
      return { result: request.read(response) }
    } catch (error) {
      if (!IngestError.isInstance(error) || error.code !== 'INVALID_RESPONSE') throw error
      return { failure: { kind: 'body', reason: 'body not whole', error } }
    }
  }

  #attemptsFor<Result>(request: ApiRequest<Result>, failure: Failure): number {
    if (failure.kind === 'refused') return 0
    if (request.isUnrepeatable === true && failure.kind !== 'busy') return 0
    const { maxAttempts } = this.#options
    const isUnknownHost = failure.kind === 'unreachable' && !this.#hasAnswered
    return isUnknownHost ? Math.min(attemptsAtUnknownHost, maxAttempts) : maxAttempts
  }
}

function outcomeOf(failure: Failure): Outcome {
  if (failure.kind === 'busy') return 'limited'
  if (failure.kind === 'refused' || failure.kind === 'body') return 'answered'
  return 'overloaded'
}

function rateLimitOf(response: HttpResponse): Parameters<RateLimiter['observe']>[0] {
  return {
    limit: response.header('x-ratelimit-limit'),
    remaining: response.header('x-ratelimit-remaining'),
    reset: response.header('x-ratelimit-reset'),
    dateMs: response.dateMs,
  }
}

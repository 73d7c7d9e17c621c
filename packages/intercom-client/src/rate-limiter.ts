import { abortable } from './abortable.ts'

import type { CallOptions, Clock } from '@ingestr/contract'

/** What a response says about the budget, as its headers have it: counts, and a unix time in seconds. */
export interface RateLimitHeaders {
  readonly limit?: string | undefined
  readonly remaining?: string | undefined
  readonly reset?: string | undefined
  /** The server's clock at the response, in milliseconds since the epoch. */
  readonly dateMs?: number | undefined
}

export interface RateLimiterOptions {
  readonly clock: Clock
  /** The share of the limit, in [0, 1), that is left to the workspace's other apps. */
  readonly reserve: number
}

/**
 * Follows the budget that the server tells, shared by all requests of a client, first come, first served. The first half
 * of a window's budget is spent as fast as asked for; the rest is spread over the time that is left.
 */
export interface RateLimiter {
  /** Resolves when a request may be sent, with the milliseconds waited. Each must be followed by one `observe`. */
  acquire(options?: CallOptions): Promise<number>
  /** Takes in what the answer to a request said; nothing, if there was none. */
  observe(headers?: RateLimitHeaders): void
  /** Lets nobody pass for a while: the server said 429. */
  pause(delayMs: number): void
}

/** How long the API's windows are; of use only where an answer does not say when the window ends. */
const windowMs = 10_000

export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  return new WindowLimiter(options)
}

class WindowLimiter implements RateLimiter {
  readonly #clock: Clock
  readonly #reserve: number
  /** Resolves when all who came before have passed or given up. */
  #queue: Promise<void> = Promise.resolve()
  /** Requests that are on their way; the server may or may not have counted them yet. */
  #outstanding = 0
  #limit = Number.POSITIVE_INFINITY
  /** The lowest count told in this window; answers may arrive out of order. */
  #remaining = Number.POSITIVE_INFINITY
  /** When the window ends, by the server's clock in seconds; a count of windows, where it does not tell. */
  #reset = 0
  /** When it ends by ours, at the latest. */
  #endsAtMs = Number.POSITIVE_INFINITY
  /** Whether the window is a guess of ours that no answer has confirmed. */
  #isGuessed = false
  #nextSlotMs = Number.NEGATIVE_INFINITY
  #pausedUntilMs = Number.NEGATIVE_INFINITY

  constructor(options: RateLimiterOptions) {
    this.#clock = options.clock
    this.#reserve = options.reserve
  }

  async acquire({ signal }: CallOptions = {}): Promise<number> {
    const before = this.#queue
    const { promise: gone, resolve: leave } = Promise.withResolvers<void>()
    this.#queue = (async (): Promise<void> => {
      await before
      await gone
    })()
    const startMs = this.#clock.now()
    try {
      await abortable(before, signal)
      for (let delayMs = this.#takeOrWait(); delayMs > 0; delayMs = this.#takeOrWait()) {
        await this.#clock.sleep(delayMs, { signal })
      }
    } finally {
      leave()
    }
    return this.#clock.now() - startMs
  }

  observe(headers: RateLimitHeaders = {}): void {
    this.#outstanding -= 1
    const limit = toCount(headers.limit)
    const remaining = toCount(headers.remaining)
    if (limit === undefined || remaining === undefined) return
    const { reset, leftMs } = this.#readReset(headers)
    const isNewWindow = reset > this.#reset || this.#limit === Number.POSITIVE_INFINITY
    // A late answer tells of a window that is over.
    if (reset < this.#reset || (this.#isGuessed && !isNewWindow)) return
    const endsAtMs = this.#clock.now() + leftMs
    this.#isGuessed = false
    this.#limit = limit
    this.#reset = reset
    this.#remaining = isNewWindow ? remaining : Math.min(this.#remaining, remaining)
    this.#endsAtMs = isNewWindow ? endsAtMs : Math.min(this.#endsAtMs, endsAtMs)
  }

  pause(delayMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#clock.now() + delayMs)
  }

  /** Server times are only compared with each other. Without them, every answer after a guess begins a window. */
  #readReset(headers: RateLimitHeaders): { readonly reset: number; readonly leftMs: number } {
    const reset = toCount(headers.reset)
    if (reset === undefined || headers.dateMs === undefined) {
      return { reset: this.#isGuessed ? this.#reset + 1 : this.#reset, leftMs: windowMs }
    }
    return { reset, leftMs: Math.max(0, reset * 1000 - headers.dateMs) }
  }

  /** Counts a request in and returns 0, or says how long to wait before asking again. */
  #takeOrWait(): number {
    const nowMs = this.#clock.now()
    if (nowMs < this.#pausedUntilMs) return this.#pausedUntilMs - nowMs
    if (nowMs >= this.#endsAtMs) this.#beginNextWindow(nowMs)
    const kept = Number.isFinite(this.#limit) ? Math.floor(this.#limit * this.#reserve) : 0
    const available = this.#remaining - this.#outstanding - kept
    if (available < 1) return Math.max(1, this.#endsAtMs - nowMs)
    if (nowMs < this.#nextSlotMs) return this.#nextSlotMs - nowMs
    if (available < (this.#limit - kept) / 2) {
      this.#nextSlotMs = nowMs + (this.#endsAtMs - nowMs) / available
    }
    this.#outstanding += 1
    return 0
  }

  /** The server's next window has begun; its budget is full until an answer says otherwise. */
  #beginNextWindow(nowMs: number): void {
    this.#isGuessed = true
    this.#remaining = this.#limit
    this.#endsAtMs = nowMs + windowMs
    this.#nextSlotMs = nowMs
  }
}

function toCount(header: string | undefined): number | undefined {
  const value = Number(header ?? Number.NaN)
  return Number.isFinite(value) && value >= 0 ? value : undefined
}

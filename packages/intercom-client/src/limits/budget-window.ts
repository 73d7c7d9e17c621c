import { readRateLimit, type RateLimitHeaders } from './rate-limit-headers.ts'

/** What the API documents. A longer one is learned when an answer shows it. */
const usualLengthMs = 10_000
/** `X-RateLimit-Reset` may be rounded either way, so a window may end that much after it, … */
const roundingMs = 1000
/** … and that much before the latest end: rounding of both `Reset` and `Date`, and the way of the answer. */
const endUncertaintyMs = 2300
/** What an answer says of others was true so long before. */
const answerLagMs = 500
/** When nothing was heard for so long, one request may go out to ask. */
const askAgainMs = 1000
/** Below it, a rate of others is not measured but chance. */
const shortestElapsedMs = 3000

/** A rate limit as the API tells it: requests in a window, and how many of them are left in this one. */
export type ToldLimit = { readonly limit: number; readonly remaining: number; readonly windowMs: number }

/** The server's present window, as far as answers tell. Times are ours, in milliseconds. */
export class BudgetWindow {
  /** Undefined until an answer names one. */
  #limit: number | undefined
  /** The lowest count told in this window; answers may arrive out of order. */
  #remaining = 0
  /** The server's second that the window ends in; a count of windows where it does not tell. */
  #reset = 0
  #latestEndMs = 0
  /** When the latest answer of this window came. */
  #toldAtMs = 0
  #lengthMs = usualLengthMs
  /** Whether the window is a guess of ours that no answer has confirmed. */
  #isGuessed = false
  /** Requests of ours that the server may have counted in this window. */
  #own = 0
  /** Requests that were certainly somebody else's. */
  #foreign = 0
  /** Requests of others in a millisecond of the window before. */
  #foreignRateBefore = 0
  /** While no limit is known: who is asked whose data it is may be asked for the first page as well. It doubles with each answer that names none. */
  #allowance = 2

  /** The limit of a window and what is left of it, as answers told last; undefined while none named a limit. */
  get told(): ToldLimit | undefined {
    if (this.#limit === undefined) return undefined
    return { limit: this.#limit, remaining: this.#remaining, windowMs: this.#lengthMs }
  }

  /** Takes in an answer. `outstanding` counts the requests on their way, the answered one included. True for a new window. */
  observe(headers: RateLimitHeaders, nowMs: number, outstanding: number): boolean {
    const told = readRateLimit(headers)
    if (told === undefined) {
      this.#allowance *= 2
      return false
    }
    const reset = told.end?.reset ?? this.#reset + (this.#isGuessed ? 1 : 0)
    const isFirst = this.#limit === undefined
    const isNew = isFirst || reset > this.#reset
    // A late answer tells of a window that is over.
    if (reset < this.#reset || (this.#isGuessed && !isNew)) return false
    if (told.end !== undefined && told.end.leftMs > usualLengthMs + 2 * roundingMs) this.#lengthMs = told.end.leftMs
    const latestEndMs = nowMs + (told.end === undefined ? this.#lengthMs : Math.max(0, told.end.leftMs) + roundingMs)
    if (isNew) {
      if (!this.#isGuessed) this.#begin(nowMs, outstanding)
      this.#latestEndMs = Math.min(latestEndMs, nowMs + this.#lengthMs)
    } else this.#latestEndMs = Math.min(this.#latestEndMs, latestEndMs)
    this.#remaining = isNew ? told.remaining : Math.min(this.#remaining, told.remaining)
    this.#isGuessed = false
    this.#toldAtMs = nowMs
    this.#limit = told.limit
    this.#reset = reset
    this.#foreign = Math.max(this.#foreign, told.limit - told.remaining - this.#own)
    return isNew
  }

  /** Begins the next window if this one is over by all that is known. True if so. */
  enter(nowMs: number, outstanding: number): boolean {
    if (this.#limit === undefined || nowMs < this.#latestEndMs) return false
    this.#begin(nowMs, outstanding)
    this.#isGuessed = true
    this.#remaining = this.#limit
    this.#latestEndMs = nowMs + this.#lengthMs
    return true
  }

  sent(): void {
    this.#own += 1
  }

  /** How many requests may go out now, with `outstanding` on their way. */
  available(nowMs: number, reserve: number, outstanding: number): number {
    if (this.#limit === undefined) return this.#allowance - outstanding
    const room = this.#room(reserve, outstanding)
    const left = room - this.#foreignUntil(this.#latestEndMs)
    // What others were expected to spend may be left after all: one request asks.
    const mayAsk = left < 1 && outstanding === 0 && nowMs >= this.#toldAtMs + askAgainMs
    return mayAsk && room - this.#foreignUntil(nowMs) >= 1 ? 1 : left
  }

  /** When a request may go out, if nothing is heard until then. Infinite: not before something is heard. */
  readyAtMs(nowMs: number, reserve: number, outstanding: number): number {
    if (this.available(nowMs, reserve, outstanding) >= 1) return nowMs
    if (this.#limit === undefined) return Number.POSITIVE_INFINITY
    const askAtMs = this.#toldAtMs + askAgainMs
    const mayAsk = askAtMs > nowMs && this.available(askAtMs, reserve, outstanding) >= 1
    return mayAsk ? Math.min(askAtMs, this.#latestEndMs) : this.#latestEndMs
  }

  /** How long to leave between two requests, so that what is left of the budget lasts; 0 in its first half. */
  spacingMs(nowMs: number, reserve: number, outstanding: number): number {
    if (this.#limit === undefined) return 0
    const available = this.available(nowMs, reserve, outstanding)
    if (available >= (this.#limit - this.#kept(reserve)) / 2) return 0
    return Math.max(0, this.#latestEndMs - endUncertaintyMs - nowMs) / Math.max(1, available)
  }

  #begin(nowMs: number, outstanding: number): void {
    this.#foreignRateBefore = this.#limit === undefined ? 0 : this.#foreign / this.#elapsedMs()
    this.#foreign = 0
    this.#toldAtMs = nowMs
    // The server may count what is under way in either window.
    this.#own = outstanding
  }

  #room(reserve: number, outstanding: number): number {
    return this.#remaining - outstanding - this.#kept(reserve)
  }

  #kept(reserve: number): number {
    const limit = this.#limit ?? 0
    return Math.min(Math.ceil(limit * reserve), limit - 1)
  }

  /** What others will have spent until then, beyond what we know; one at least, where there are others. */
  #foreignUntil(atMs: number): number {
    const rate = this.#foreignRate()
    return rate === 0 ? 0 : Math.max(1, rate * (Math.max(0, atMs - this.#toldAtMs) + answerLagMs))
  }

  #foreignRate(): number {
    const elapsedMs = this.#elapsedMs()
    // The window before counts for less and less: whoever was there may be gone.
    const weight = Math.max(0, 1 - elapsedMs / this.#lengthMs)
    return Math.max(weight * this.#foreignRateBefore, this.#foreign / elapsedMs)
  }

  /** How old the window was when we last heard of it. */
  #elapsedMs(): number {
    return Math.max(shortestElapsedMs, this.#toldAtMs - this.#latestEndMs + this.#lengthMs)
  }
}

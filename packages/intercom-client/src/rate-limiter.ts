import { createBudget } from './limits/budget.ts'

import type { ToldLimit } from './limits/budget-window.ts'
import type { RateLimitHeaders } from './limits/rate-limit-headers.ts'
import type { CallOptions, Clock } from '@ingestr/contract'

export interface RateLimiterOptions {
  readonly clock: Clock
  /** The share of the limit, in [0, 1), that is left to the workspace's other apps. */
  readonly reserve: number
}

export interface TurnOptions extends CallOptions {
  /**
   * Goes before all who wait, and without the space between requests. Keeps ten seconds of a pause at the most, and waits no
   * longer than 15 seconds for the budget: whoever was refused waits by itself.
   */
  readonly isUrgent?: boolean | undefined
}

/**
 * Follows the budget that the server tells, first come, first served. The first half of a window's budget is spent as fast
 * as asked for; the rest is spread over the time that is left. Until a limit is known, two requests go out at a time.
 */
export interface RateLimiter {
  /** How many requests would not have to wait now. Infinite after many answers that name no limit. */
  readonly spare: number
  /** The limit as answers told it last; undefined before. */
  readonly told: ToldLimit | undefined
  /** Requests that this client may send in a second, in the long run; undefined before a limit is known. */
  readonly requestsPerSecond: number | undefined
  /** Resolves when a request may be sent, with the milliseconds waited. Each must be followed by one `observe`. */
  acquire(options?: TurnOptions): Promise<number>
  /** Takes in what the answer to a request said; nothing, if there was none. */
  observe(headers?: RateLimitHeaders): void
  /** Lets nobody pass for a while, but for urgent requests after ten seconds: the server said 429. */
  pause(delayMs: number): void
}

export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  return createBudget(options.clock).withReserve(options.reserve)
}

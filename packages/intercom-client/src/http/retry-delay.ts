import type { HttpResponse } from './message.ts'

const rateLimitWindowMs = 10_000
const longestExtraMs = 1000
const firstDelayMs = 1000
const longestDelayMs = 30_000

/**
 * How long the server asked to wait: `Retry-After`, else, for 429, what is left until `X-RateLimit-Reset`, else one whole
 * window. Server times are only compared with the server's own `Date`.
 */
export function askedWaitMs(response: HttpResponse): number | undefined {
  const retryAfter = response.header('retry-after')
  const seconds = Number(retryAfter)
  if (retryAfter !== undefined && Number.isFinite(seconds) && seconds >= 0) return seconds * 1000
  const until = Date.parse(retryAfter ?? '')
  if (!Number.isNaN(until) && response.dateMs !== undefined) return Math.max(0, until - response.dateMs)
  if (response.status !== 429) return undefined
  const reset = Number(response.header('x-ratelimit-reset') ?? Number.NaN)
  if (Number.isNaN(reset) || response.dateMs === undefined) return rateLimitWindowMs
  return Math.max(0, reset * 1000 - response.dateMs)
}

/** What is known when the next wait is chosen. `attempt` is the one that failed, from 1. */
export interface DelayRequest {
  readonly attempt: number
  readonly askedMs: number | undefined
  readonly waitedMs: number
  readonly isLastWait: boolean
}

/**
 * Waits what the server asked and up to a second more, so that not all come back at once; without its word, exponentially
 * with full jitter. The last wait makes sure that all of them together outlast a rate limit window.
 */
export function retryDelayMs(request: DelayRequest, random: () => number): number {
  if (request.askedMs !== undefined) return Math.round(request.askedMs + random() * longestExtraMs)
  const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** (request.attempt - 1))
  const delayMs = Math.round(random() * ceiling)
  if (!request.isLastWait) return delayMs
  // Not all that failed together come back together, even at the last.
  return Math.max(delayMs, Math.round(rateLimitWindowMs - request.waitedMs + random() * longestExtraMs))
}

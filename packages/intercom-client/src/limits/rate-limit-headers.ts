/** What a response says about the budget, as its headers have it: counts, and a unix time in seconds. */
export interface RateLimitHeaders {
  readonly limit?: string | undefined
  readonly remaining?: string | undefined
  readonly reset?: string | undefined
  /** The server's clock at the response, in milliseconds since the epoch, whole seconds. */
  readonly dateMs?: number | undefined
}

/** Counts in a window, and the second it ends in; undefined where the headers name no limit. */
export interface ToldBudget {
  readonly limit: number
  readonly remaining: number
  /** The unix second, and how long until then at the response; undefined where one of the two times is missing. */
  readonly end: { readonly reset: number; readonly leftMs: number } | undefined
}

export function readRateLimit(headers: RateLimitHeaders): ToldBudget | undefined {
  const limit = toCount(headers.limit)
  const remaining = toCount(headers.remaining)
  const reset = toCount(headers.reset)
  if (limit === undefined || remaining === undefined) return undefined
  const isTimed = reset !== undefined && headers.dateMs !== undefined
  // Server times are only compared with each other.
  const end = isTimed ? { reset, leftMs: reset * 1000 - headers.dateMs } : undefined
  return { limit, remaining, end }
}

function toCount(header: string | undefined): number | undefined {
  const value = Number(header ?? Number.NaN)
  return Number.isFinite(value) && value >= 0 ? value : undefined
}

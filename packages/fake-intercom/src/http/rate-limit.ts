import type { FakeClock } from '../clock.ts'
import type { RateLimitOptions } from '../options.ts'
import { refuse, type Refusal } from './refusal.ts'

/** What one request finds: the headers of its answer, and whether it is one too many. */
interface Admission {
  readonly headers: { readonly [name: string]: string }
  readonly refusal: Refusal | undefined
}

export interface RateLimiter {
  admit(): Admission
}

/** A budget per window; windows begin on whole multiples of their length, as the live ones seem to. */
export function createRateLimiter(options: RateLimitOptions, clock: FakeClock): RateLimiter {
  const { limit, windowMs = 10_000, sendsRetryAfter = false } = options
  let window = -1
  let used = 0
  return {
    admit() {
      const now = clock.now()
      const current = Math.floor(now / windowMs)
      if (current !== window) {
        window = current
        used = 0
      }
      const isAdmitted = used < limit
      used += isAdmitted ? 1 : 0
      const resetMs = (current + 1) * windowMs
      const headers = {
        'X-RateLimit-Limit': String(limit),
        'X-RateLimit-Remaining': String(limit - used),
        'X-RateLimit-Reset': String(Math.ceil(resetMs / 1000)),
      }
      if (isAdmitted) {
        return { headers, refusal: undefined }
      }
      const retryAfter = String(Math.max(Math.ceil((resetMs - now) / 1000), 1))
      const message = `Exceeded rate limit of ${limit} in ${Math.round(windowMs / 1000)}_seconds`
      const extra: { readonly [name: string]: string } = sendsRetryAfter ? { 'Retry-After': retryAfter } : {}
      return { headers, refusal: refuse(429, 'rate_limit_exceeded', message, extra) }
    },
  }
}

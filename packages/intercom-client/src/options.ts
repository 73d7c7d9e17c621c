import { invalidOption } from './errors.ts'
import { highestConcurrency } from './limits/shared-limits.ts'

import type { IntercomRegion } from './region.ts'
import type { Clock, Report } from '@ingestr/contract'

/** Sent with every request, so that nobody's click in the Developer Hub changes the shape of the data. */
export const API_VERSION = '2.16'

export interface IntercomClientOptions {
  readonly accessToken: string
  /** `us` if left out. */
  readonly region?: IntercomRegion | undefined
  /** Takes the place of the region's host: a proxy, a test server. May have a path. */
  readonly baseUrl?: string | undefined
  readonly apiVersion?: string | undefined
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  readonly report?: Report | undefined
  /** For a whole response, its body included: 90,000 if left out, since large searches are slow. */
  readonly requestTimeoutMs?: number | undefined
  /** For one request; 8 if left out. A page that is asked for in smaller pieces gets one more for each size. */
  readonly maxAttempts?: number | undefined
  /** The share of the rate limit, in [0, 1), left to the workspace's other apps; 0.1 if left out. */
  readonly rateLimitReserve?: number | undefined
  /** The most requests on their way at a time, 1 to 256; 96 if left out. With 1 they go strictly one after the other. */
  readonly maxConcurrency?: number | undefined
  /** What walks ask for at a time unless their request says otherwise, 1 to 150; 150 if left out. */
  readonly perPage?: number | undefined
  /** How long to wait for a scroll that another program has open; 600,000 if left out. */
  readonly scrollWaitMs?: number | undefined
}

/** What is checked before anything is sent. The token is never in a message. */
export function checkOptions(options: IntercomClientOptions): void {
  if (!/^[\x21-\x7e]+$/.test(options.accessToken)) {
    throw invalidOption(
      'The access token is empty, or holds a space, a line break or a letter that no token has. Copy it again.',
    )
  }
  if (!/^[\w.]+$/.test(options.apiVersion ?? API_VERSION)) {
    throw invalidOption(`The API version must look like \`${API_VERSION}\`.`)
  }
  requireInRange('rateLimitReserve', options.rateLimitReserve, 0, 0.99)
  requireInRange('maxAttempts', options.maxAttempts, 1, 100)
  requireInRange('requestTimeoutMs', options.requestTimeoutMs, 1, 2 ** 31 - 1)
  for (const [name, value, highest] of [
    ['maxConcurrency', options.maxConcurrency, highestConcurrency],
    ['perPage', options.perPage, 150],
  ] as const) {
    requireWholeNumber(name, value ?? 1)
    requireInRange(name, value, 1, highest)
  }
  requireInRange('scrollWaitMs', options.scrollWaitMs, 0, Number.MAX_SAFE_INTEGER)
}

function requireInRange(name: string, value: number | undefined, lowest: number, highest: number): void {
  if (value !== undefined && !(value >= lowest && value <= highest)) {
    throw invalidOption(`\`${name}\` must be between ${lowest} and ${highest}, and is ${value}.`)
  }
}

/** Throws `INVALID_OPTION` unless the value is 1, 2, 3, … */
export function requireWholeNumber(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw invalidOption(`\`${name}\` must be a whole number from 1 on, and is ${value}.`)
}

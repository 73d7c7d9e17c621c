import { createHash } from 'node:crypto'

import { createBudget, type Budget } from './budget.ts'
import { createSharedConcurrency, type SharedConcurrency } from './concurrency-limit.ts'

import type { Clock } from '@ingestr/contract'

/** What all clients of one workspace in this process go by together. Disposed: this client needs it no more. */
export interface SharedLimits extends Disposable {
  readonly budget: Budget
  readonly concurrency: SharedConcurrency
}

export interface SharedLimitsOptions {
  readonly clock: Clock
  readonly origin: string
  /** Only a digest of it is kept. */
  readonly accessToken: string
}

/** The most that a client may ask for. */
export const highestConcurrency = 256

interface Entry {
  readonly budget: Budget
  readonly concurrency: SharedConcurrency
  users: number
}

/** By clock, since waits on one clock mean nothing on another; then by host and token. */
const entriesByClock = new WeakMap<Clock, Map<string, Entry>>()

/** The limits of this host and token: new ones for the first client, the same for all others until the last is disposed. */
export function shareLimits({ accessToken, clock, origin }: SharedLimitsOptions): SharedLimits {
  const entries = entriesByClock.get(clock) ?? new Map<string, Entry>()
  entriesByClock.set(clock, entries)
  const key = createHash('sha256').update(`${origin}\n${accessToken}`).digest('hex')
  const entry = entries.get(key) ?? {
    budget: createBudget(clock),
    concurrency: createSharedConcurrency({ clock, max: highestConcurrency }),
    users: 0,
  }
  entries.set(key, entry)
  entry.users += 1
  let isDisposed = false
  return {
    budget: entry.budget,
    concurrency: entry.concurrency,
    [Symbol.dispose]() {
      if (isDisposed) return
      isDisposed = true
      entry.users -= 1
      if (entry.users === 0) entries.delete(key)
    },
  }
}

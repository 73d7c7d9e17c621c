import type { Clock } from '@ingestr/contract'

/** A clock that moves only when told: who sleeps on it waits until then. */
export interface HeldClock extends Clock {
  /** Resolves once so many sleep at the same time. */
  sleeping(count: number): Promise<void>
  /** Moves on, and wakes who has slept enough. */
  advance(milliseconds: number): void
}

interface Sleeper {
  readonly atMs: number
  readonly wake: () => void
}

export function createHeldClock(startMs: number = Date.UTC(2026, 10, 23)): HeldClock {
  let nowMs = startMs
  let sleepers: readonly Sleeper[] = []
  const watchers: Array<{ readonly count: number; readonly tell: () => void }> = []
  return {
    now: () => nowMs,
    async sleep(delayMs) {
      const { promise, resolve } = Promise.withResolvers<void>()
      sleepers = [...sleepers, { atMs: nowMs + delayMs, wake: resolve }]
      for (const { count, tell } of watchers) if (sleepers.length >= count) tell()
      await promise
    },
    async sleeping(count) {
      const { promise, resolve } = Promise.withResolvers<void>()
      watchers.push({ count, tell: resolve })
      if (sleepers.length >= count) resolve()
      await promise
    },
    advance(milliseconds) {
      nowMs += milliseconds
      const due = sleepers.filter((sleeper) => sleeper.atMs <= nowMs)
      sleepers = sleepers.filter((sleeper) => sleeper.atMs > nowMs)
      for (const sleeper of due) sleeper.wake()
    },
  }
}

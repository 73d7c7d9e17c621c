import type { CallOptions, Clock } from '@ingestr/contract'

/** A clock that moves only when told, or when someone sleeps on it: a sleep returns at once and moves it on. */
export interface ManualClock extends Clock {
  /** Milliseconds slept so far, one entry a sleep. */
  readonly sleeps: readonly number[]
  advance(milliseconds: number): void
}

/** Starts at `startMs`, in milliseconds since the epoch. */
export function createManualClock(startMs: number = Date.UTC(2026, 10, 23)): ManualClock {
  let now = startMs
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => now,
    advance(milliseconds: number): void {
      now += milliseconds
    },
    async sleep(delayMs: number, options?: CallOptions): Promise<void> {
      options?.signal?.throwIfAborted()
      sleeps.push(delayMs)
      now += delayMs
      await new Promise((resolve) => setImmediate(resolve))
      options?.signal?.throwIfAborted()
    },
  }
}

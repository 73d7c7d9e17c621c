import type { CallOptions, Clock } from '@ingestr/contract'

/** Simulated time for real requests: while any is under way it stands still, then it jumps to the next sleeper. */
export interface IdleClock extends Clock, Disposable {}

interface Sleeper {
  readonly atMs: number
  readonly wake: () => void
}

/** So often nothing must have been under way: a request may be between the two sides, of which neither knows. */
const idleLooks = 4

/** `isBusy` is asked every millisecond or so. */
export function createIdleClock(isBusy: () => boolean, startMs: number = Date.UTC(2026, 10, 23)): IdleClock {
  let nowMs = startMs
  let looks = 0
  const sleepers = new Set<Sleeper>()
  const timer = setInterval(() => {
    looks = isBusy() ? 0 : looks + 1
    if (looks < idleLooks || sleepers.size === 0) return
    nowMs = Math.max(nowMs, Math.min(...Array.from(sleepers, ({ atMs }) => atMs)))
    looks = 0
    for (const sleeper of sleepers) if (sleeper.atMs <= nowMs) sleeper.wake()
  }, 1)
  return {
    now: () => nowMs,
    async sleep(delayMs: number, { signal }: CallOptions = {}): Promise<void> {
      signal?.throwIfAborted()
      const { promise, reject, resolve } = Promise.withResolvers<void>()
      const sleeper: Sleeper = { atMs: nowMs + delayMs, wake: resolve }
      sleepers.add(sleeper)
      const abort = (): void => reject(signal?.reason)
      signal?.addEventListener('abort', abort, { once: true })
      try {
        await promise
      } finally {
        sleepers.delete(sleeper)
        signal?.removeEventListener('abort', abort)
      }
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

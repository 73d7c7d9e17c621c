import type { CallOptions, Clock } from '@ingestr/contract'

/** A clock for several sleepers at once: time jumps to the next of them when nothing else is left to do. */
export interface Simulation extends Clock {
  /** Runs to the end of `main`. */
  run(main: () => Promise<void>): Promise<void>
}

interface Sleeper {
  readonly atMs: number
  readonly wake: () => void
}

export function createSimulation(startMs: number = Date.UTC(2026, 10, 23)): Simulation {
  let nowMs = startMs
  let sleepers: Sleeper[] = []
  return {
    now: () => nowMs,
    async sleep(delayMs: number, { signal }: CallOptions = {}): Promise<void> {
      signal?.throwIfAborted()
      const { promise, reject, resolve } = Promise.withResolvers<void>()
      sleepers.push({ atMs: nowMs + delayMs, wake: resolve })
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      await promise
    },
    async run(main) {
      const running = { isDone: false }
      const finished = main().finally(() => {
        running.isDone = true
      })
      while (!running.isDone) {
        await new Promise((resolve) => setImmediate(resolve))
        wakeNext()
      }
      await finished
    },
  }

  function wakeNext(): void {
    const next = Math.min(...sleepers.map((sleeper) => sleeper.atMs))
    if (!Number.isFinite(next)) return
    nowMs = Math.max(nowMs, next)
    const due = sleepers.filter((sleeper) => sleeper.atMs <= nowMs)
    sleepers = sleepers.filter((sleeper) => sleeper.atMs > nowMs)
    for (const sleeper of due) sleeper.wake()
  }
}

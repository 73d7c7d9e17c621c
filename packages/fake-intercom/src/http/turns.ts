/** Who waits until it is his turn. */
export interface Turns {
  /** Resolves in the order of the asking, as soon as fewer than the capacity are at work. */
  take(): Promise<void>
  /** Ends what `take` began. */
  give(): void
}

/** Lets at most `capacity` work at the same time. */
export function createTurns(capacity: number): Turns {
  const waiting: (() => void)[] = []
  let free = capacity
  return {
    async take() {
      if (free > 0) {
        free -= 1
        return
      }
      await new Promise<void>((resolve) => waiting.push(resolve))
    },
    give() {
      const next = waiting.shift()
      if (next === undefined) {
        free += 1
      } else {
        next()
      }
    },
  }
}

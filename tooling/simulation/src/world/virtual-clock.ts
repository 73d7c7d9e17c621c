interface Timer {
  readonly at: number
  readonly fire: () => void
}

/** Time that stands still while anything can run, then jumps to the next timer. Milliseconds since the epoch. */
export class VirtualClock {
  #now: number
  #timers: Timer[] = []

  constructor(startMs: number) {
    this.#now = startMs
  }

  now(): number {
    return this.#now
  }

  advance(delayMs: number): void {
    this.#now += delayMs
  }

  /** Calls `fire` when the time has come; timers of one moment in the order in which they were set. */
  after(delayMs: number, fire: () => void): void {
    const at = this.#now + delayMs
    let index = this.#timers.length
    while (index > 0 && (this.#timers[index - 1]?.at ?? 0) > at) index -= 1
    this.#timers.splice(index, 0, { at, fire })
  }

  /** Moves on to the next timer; false if there is none. */
  fireNext(): boolean {
    const timer = this.#timers.shift()
    if (timer === undefined) return false
    this.#now = Math.max(this.#now, timer.at)
    timer.fire()
    return true
  }

  /** What waited for a time is gone. */
  clear(): void {
    this.#timers = []
  }
}

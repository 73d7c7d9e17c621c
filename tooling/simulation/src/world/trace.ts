import type { VirtualClock } from './virtual-clock.ts'

/** What happened, for people; nothing is kept unless asked for. */
export class Trace {
  readonly lines: string[] = []
  readonly #clock: VirtualClock
  readonly #isKept: boolean

  constructor(clock: VirtualClock, isKept: boolean) {
    this.#clock = clock
    this.#isKept = isKept
  }

  add(describe: () => string): void {
    if (this.#isKept) this.lines.push(`${new Date(this.#clock.now()).toISOString()}  ${describe()}`)
  }
}

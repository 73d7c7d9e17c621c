import { createSeededRandom } from '@ingestr-tooling/testing'

import type { Simulation } from './simulation.ts'

/** How a server works: `capacity` requests at a time, each for `baseMs` ± 30 %; the others queue. */
export interface KneeOptions {
  readonly simulation: Simulation
  readonly seed: number
  readonly capacity: number
  readonly baseMs: number
}

/** A server that takes more requests than it works on. Its capacity and speed may change. */
export class KneeServer {
  capacity: number
  baseMs: number
  /** When each answer went out. */
  readonly answeredAtMs: number[] = []
  readonly #simulation: Simulation
  readonly #random: () => number
  readonly #queue: Array<() => void> = []
  #working = 0

  constructor(options: KneeOptions) {
    this.capacity = options.capacity
    this.baseMs = options.baseMs
    this.#simulation = options.simulation
    this.#random = createSeededRandom(options.seed)
  }

  get inFlight(): number {
    return this.#working + this.#queue.length
  }

  async request(): Promise<void> {
    if (this.#working >= this.capacity) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#queue.push(resolve)
      await promise
    } else this.#working += 1
    await this.#simulation.sleep(this.baseMs * (0.7 + 0.6 * this.#random()))
    this.answeredAtMs.push(this.#simulation.now())
    if (this.#working > this.capacity) this.#working -= 1
    else if (this.#queue.length > 0) this.#queue.shift()?.()
    else this.#working -= 1
  }

  /** Answers from `fromMs` to `toMs`. */
  answeredBetween(fromMs: number, toMs: number): number {
    return this.answeredAtMs.filter((atMs) => atMs >= fromMs && atMs < toMs).length
  }
}

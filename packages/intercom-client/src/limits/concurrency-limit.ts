import { createAdaptiveLimit, type AdaptiveLimit, type Outcome } from './adaptive-limit.ts'
import { awaitTurn } from './turn.ts'

import type { CallOptions, Clock } from '@ingestr/contract'

/** The right to have one request on its way. */
export interface Slot {
  /** The request goes out now. What was waited before is no latency of the server's. */
  start(): void
  /** The server begins to answer: what comes after that is the way of the body, and our own work with those of others. */
  answered(): void
  /** Gives the slot back; only the first call counts. */
  release(outcome: Outcome): void
}

interface SlotOptions extends CallOptions {
  /** Does not wait, and may go beyond the limit: for requests of which there is one at a time. */
  readonly isUrgent?: boolean | undefined
}

/** Decides how many requests are on their way at a time: first come, first served. */
export interface ConcurrencyLimit {
  /** How many more could have a slot at once. */
  readonly spare: number
  /** See `AdaptiveLimit.latencyMs`. */
  readonly latencyMs: number | undefined
  take(options?: SlotOptions): Promise<Slot>
}

/** One limit for several clients. */
export interface SharedConcurrency {
  /** A client's part, which never has more than `max` of the slots. */
  withMax(max: number): ConcurrencyLimit
}

/** A limit that finds out by itself how many requests the server takes, up to `max`. */
export function createConcurrencyLimit(options: { readonly clock: Clock; readonly max: number }): ConcurrencyLimit {
  return createSharedConcurrency(options).withMax(options.max)
}

export function createSharedConcurrency(options: { readonly clock: Clock; readonly max: number }): SharedConcurrency {
  return new SlotQueue(options.clock, createAdaptiveLimit(options))
}

interface Part {
  readonly max: number
  held: number
  waiting: number
}

interface Waiter {
  readonly part: Part
  readonly admit: () => void
}

class SlotQueue implements SharedConcurrency {
  readonly #clock: Clock
  readonly #adaptive: AdaptiveLimit
  readonly #waiters = new Set<Waiter>()
  #held = 0
  /** Of those that hold a slot, the ones whose request is out. */
  #sent = 0

  constructor(clock: Clock, adaptive: AdaptiveLimit) {
    this.#clock = clock
    this.#adaptive = adaptive
  }

  withMax(max: number): ConcurrencyLimit {
    const part: Part = { max, held: 0, waiting: 0 }
    const spare = (): number => this.#spare(part)
    const latencyMs = (): number | undefined => this.#adaptive.latencyMs
    return {
      get spare() {
        return spare()
      },
      get latencyMs() {
        return latencyMs()
      },
      take: (options) => this.#take(part, options),
    }
  }

  #spare(part: Part): number {
    const ofAll = Math.floor(this.#adaptive.limit) - this.#held - this.#waiters.size
    return Math.max(0, Math.min(ofAll, part.max - part.held - part.waiting))
  }

  async #take(part: Part, { isUrgent = false, signal }: SlotOptions = {}): Promise<Slot> {
    if (isUrgent) this.#hold(part)
    else await this.#admission(part, signal)
    return this.#slot(part)
  }

  async #admission(part: Part, signal: AbortSignal | undefined): Promise<void> {
    let waiter: Waiter | undefined
    const line = {
      enter: (admit: () => void): void => {
        waiter = { part, admit }
        this.#waiters.add(waiter)
        part.waiting += 1
        this.#admit()
      },
      leave: (): boolean => waiter !== undefined && this.#leave(waiter),
    }
    await awaitTurn(line, signal)
  }

  #leave(waiter: Waiter): boolean {
    if (!this.#waiters.delete(waiter)) return false
    waiter.part.waiting -= 1
    return true
  }

  #admit(): void {
    for (const waiter of this.#waiters) {
      if (this.#held >= Math.max(1, Math.floor(this.#adaptive.limit))) return
      const { admit, part } = waiter
      if (part.held >= part.max || !this.#leave(waiter)) continue
      this.#hold(part)
      admit()
    }
  }

  #hold(part: Part): void {
    this.#held += 1
    part.held += 1
  }

  #slot(part: Part): Slot {
    let sent: { readonly atMs: number; readonly inFlight: number } | undefined
    let answeredAtMs: number | undefined
    let isReleased = false
    return {
      start: () => {
        this.#sent += 1
        sent = { atMs: this.#clock.now(), inFlight: this.#sent }
      },
      answered: () => {
        answeredAtMs ??= this.#clock.now()
      },
      release: (outcome) => {
        if (isReleased) return
        isReleased = true
        this.#held -= 1
        part.held -= 1
        if (sent !== undefined) {
          this.#sent -= 1
          this.#adaptive.observe({ ...sent, nowMs: answeredAtMs ?? this.#clock.now(), outcome })
        }
        this.#admit()
      },
    }
  }
}

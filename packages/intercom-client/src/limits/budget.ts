import { BudgetWindow, type ToldLimit } from './budget-window.ts'
import { awaitTurn } from './turn.ts'

import type { RateLimitHeaders } from './rate-limit-headers.ts'
import type { RateLimiter, TurnOptions } from '../rate-limiter.ts'
import type { Clock } from '@ingestr/contract'

/** One budget for several clients. */
export interface Budget {
  /** A client's part, which leaves the share `reserve`, in [0, 1), of the limit to others. */
  withReserve(reserve: number): RateLimiter
}

export function createBudget(clock: Clock): Budget {
  return new SharedBudget(clock)
}

interface Waiter {
  readonly reserve: number
  readonly isUrgent: boolean
  readonly startMs: number
  readonly admit: () => void
}

/** How much of its time a spaced request may make up for when timers are late. */
const catchUpMs = 100
/**
 * How much of a pause an urgent request keeps: a window. The pause is of another request; one that was refused itself has
 * waited as long as it was told before it asks again.
 */
const longestUrgentPauseMs = 10_000
/** When an urgent request goes out whatever is known of the budget: a scroll that waits for a minute is over. */
const longestUrgentWaitMs = 15_000

class SharedBudget implements Budget {
  readonly #clock: Clock
  readonly #window = new BudgetWindow()
  readonly #urgent = new Set<Waiter>()
  readonly #ordinary = new Set<Waiter>()
  /** Requests that are on their way; the server may or may not have counted them yet. */
  #outstanding = 0
  #nextSlotMs = Number.NEGATIVE_INFINITY
  #pausedUntilMs = Number.NEGATIVE_INFINITY
  #urgentPausedUntilMs = Number.NEGATIVE_INFINITY
  #timer: { readonly atMs: number; readonly controller: AbortController } | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  withReserve(reserve: number): RateLimiter {
    const spare = (): number => this.#spare(reserve)
    const told = (): ToldLimit | undefined => this.#window.told
    return {
      get spare() {
        return spare()
      },
      get told() {
        return told()
      },
      get requestsPerSecond() {
        const known = told()
        return known && (known.limit * (1 - reserve) * 1000) / known.windowMs
      },
      acquire: (options) => this.#acquire(reserve, options),
      observe: (headers) => this.#observe(headers),
      pause: (delayMs) => this.#pause(delayMs),
    }
  }

  #pause(delayMs: number): void {
    const nowMs = this.#clock.now()
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + delayMs)
    const urgentUntilMs = nowMs + Math.min(delayMs, longestUrgentPauseMs)
    this.#urgentPausedUntilMs = Math.max(this.#urgentPausedUntilMs, urgentUntilMs)
  }

  #spare(reserve: number): number {
    const nowMs = this.#clock.now()
    this.#enter(nowMs)
    const waiting = this.#urgent.size + this.#ordinary.size
    if (waiting > 0 || nowMs < this.#pausedUntilMs || nowMs < this.#nextSlotMs) return 0
    return Math.max(0, Math.floor(this.#window.available(nowMs, reserve, this.#outstanding)))
  }

  async #acquire(reserve: number, { isUrgent = false, signal }: TurnOptions = {}): Promise<number> {
    const startMs = this.#clock.now()
    const queue = isUrgent ? this.#urgent : this.#ordinary
    let waiter: Waiter | undefined
    const line = {
      enter: (admit: () => void): void => {
        waiter = { reserve, isUrgent, startMs, admit }
        queue.add(waiter)
        this.#admit()
      },
      leave: (): boolean => {
        const hasLeft = waiter !== undefined && queue.delete(waiter)
        this.#admit()
        return hasLeft
      },
    }
    await awaitTurn(line, signal)
    return this.#clock.now() - startMs
  }

  #observe(headers: RateLimitHeaders | undefined): void {
    const nowMs = this.#clock.now()
    if (headers !== undefined && this.#window.observe(headers, nowMs, this.#outstanding)) this.#openWindow()
    this.#outstanding -= 1
    this.#admit()
  }

  #enter(nowMs: number): void {
    if (this.#window.enter(nowMs, this.#outstanding)) this.#openWindow()
  }

  #openWindow(): void {
    this.#nextSlotMs = Number.NEGATIVE_INFINITY
  }

  /** Lets go whose turn it is, and sees to it that somebody looks again when it is the next one's. */
  #admit(): void {
    const nowMs = this.#clock.now()
    let nextMs = Number.POSITIVE_INFINITY
    for (const queue of [this.#urgent, this.#ordinary]) {
      for (const waiter of queue) {
        const readyAtMs = this.#readyAtMs(waiter, nowMs)
        if (readyAtMs > nowMs) {
          nextMs = Math.min(nextMs, readyAtMs)
          continue
        }
        queue.delete(waiter)
        this.#send(waiter, nowMs)
        waiter.admit()
      }
    }
    this.#wakeAt(nextMs, nowMs)
  }

  #readyAtMs(waiter: Waiter, nowMs: number): number {
    const pausedUntilMs = waiter.isUrgent ? this.#urgentPausedUntilMs : this.#pausedUntilMs
    const latestMs = waiter.isUrgent ? waiter.startMs + longestUrgentWaitMs : Number.POSITIVE_INFINITY
    if (nowMs < pausedUntilMs) return Math.min(pausedUntilMs, latestMs)
    this.#enter(nowMs)
    const readyAtMs = this.#window.readyAtMs(nowMs, waiter.reserve, this.#outstanding)
    return waiter.isUrgent ? Math.min(readyAtMs, latestMs) : Math.max(readyAtMs, this.#nextSlotMs)
  }

  #send(waiter: Waiter, nowMs: number): void {
    const spacingMs = this.#window.spacingMs(nowMs, waiter.reserve, this.#outstanding)
    if (spacingMs > 0) this.#nextSlotMs = Math.max(this.#nextSlotMs, nowMs - catchUpMs) + spacingMs
    this.#outstanding += 1
    this.#window.sent()
  }

  #wakeAt(atMs: number, nowMs: number): void {
    if (this.#timer?.atMs === atMs) return
    this.#timer?.controller.abort()
    this.#timer = undefined
    if (atMs === Number.POSITIVE_INFINITY) return
    const timer = { atMs, controller: new AbortController() }
    this.#timer = timer
    void this.#sleep(timer, Math.max(1, Math.ceil(atMs - nowMs)))
  }

  async #sleep(timer: { readonly controller: AbortController }, delayMs: number): Promise<void> {
    const { signal } = timer.controller
    try {
      await this.#clock.sleep(delayMs, { signal })
    } catch (error) {
      if (!signal.aborted) throw error
    }
    if (this.#timer !== timer) return
    this.#timer = undefined
    this.#admit()
  }
}

import type { Simulation } from './simulation.ts'
import type { RateLimiter } from '@ingestr/intercom-client'

const windowMs = 10_000

/** Fixed windows of ten seconds, of a server whose clock is not ours. */
export interface LimitedServerOptions {
  readonly simulation: Simulation
  readonly limit: number
  /** How far its clock is ahead of ours. */
  readonly skewMs?: number
  /** Windows begin so long after whole multiples of their length, by its clock; or each with its first request. */
  readonly windows?: number | 'at-request'
  /** How it makes whole seconds of the end of a window. */
  readonly rounding?: 'up' | 'down'
}

/** An exact model of the API's rate limit. */
export class LimitedServer {
  rejected: number = 0
  /** The fewest that were left after a request through a limiter. */
  leastRemaining: number = Number.POSITIVE_INFINITY
  /** Accepted requests of limiters, by window, in order. */
  readonly accepted: Array<{ readonly fromMs: number; readonly atMs: number[] }> = []
  readonly #options: Required<LimitedServerOptions>
  #window: { readonly fromMs: number; readonly atMs: number[] } = { fromMs: Number.NEGATIVE_INFINITY, atMs: [] }
  #used = 0

  constructor(options: LimitedServerOptions) {
    this.#options = { skewMs: 0, windows: 0, rounding: 'up', ...options }
  }

  /** Spends from the budget for somebody else. */
  spend(count: number): void {
    this.#enterWindow()
    this.#used += count
  }

  async request(limiter: RateLimiter, latencyMs: number): Promise<void> {
    const { limit, rounding, simulation } = this.#options
    await limiter.acquire()
    await simulation.sleep(latencyMs / 2)
    this.#enterWindow()
    if (this.#used < limit) {
      this.#used += 1
      this.#window.atMs.push(simulation.now())
      this.leastRemaining = Math.min(this.leastRemaining, limit - this.#used)
    } else this.rejected += 1
    const endSeconds = (this.#window.fromMs + windowMs) / 1000
    const headers = {
      limit: String(limit),
      remaining: String(Math.max(0, limit - this.#used)),
      reset: String(rounding === 'up' ? Math.ceil(endSeconds) : Math.floor(endSeconds)),
      dateMs: Math.floor(this.#nowMs() / 1000) * 1000,
    }
    await simulation.sleep(latencyMs / 2)
    limiter.observe(headers)
  }

  #nowMs(): number {
    return this.#options.simulation.now() + this.#options.skewMs
  }

  #enterWindow(): void {
    const { windows } = this.#options
    const nowMs = this.#nowMs()
    if (nowMs < this.#window.fromMs + windowMs) return
    const fromMs = windows === 'at-request' ? nowMs : Math.floor((nowMs - windows) / windowMs) * windowMs + windows
    this.#window = { fromMs, atMs: [] }
    this.accepted.push(this.#window)
    this.#used = 0
  }
}

/** Does `work` in so many loops side by side. */
export async function runWorkers(count: number, until: () => boolean, work: () => Promise<void>): Promise<void> {
  const worker = async (): Promise<void> => {
    while (!until()) await work()
  }
  await Promise.all(Array.from({ length: count }, worker))
}

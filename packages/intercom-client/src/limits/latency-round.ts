/** About as many answers as were on their way at once, so a round takes about a round trip. */
export const fewestSamples = 8

/** The answers of one round trip or so, as means: single latencies vary too much to tell anything. */
export class LatencyRound {
  readonly #size: number
  #count = 0
  #latencyMs = 0
  #inFlight = 0

  constructor(inFlight: number) {
    this.#size = Math.max(fewestSamples, Math.ceil(inFlight))
  }

  get isWhole(): boolean {
    return this.#count >= this.#size
  }

  get hasEnough(): boolean {
    return this.#count >= fewestSamples
  }

  get latencyMs(): number {
    return this.#latencyMs / this.#count
  }

  /** How many were on their way when these requests went out: that, not the present number, made their latency. */
  get inFlight(): number {
    return this.#inFlight / this.#count
  }

  add(latencyMs: number, inFlight: number): void {
    this.#count += 1
    this.#latencyMs += latencyMs
    this.#inFlight += inFlight
  }
}

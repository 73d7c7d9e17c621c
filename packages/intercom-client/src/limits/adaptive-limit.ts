import { fewestSamples, LatencyRound } from './latency-round.ts'

/**
 * What came of a request: an answer, good or bad; a sign that the server has too much to do (5xx, a timeout, a broken
 * connection); 429; or nothing that says anything of the server.
 */
export type Outcome = 'answered' | 'overloaded' | 'limited' | 'unknown'

/** One request that is over. */
interface Observation {
  /** When it went out, and how many were on their way then, itself included. */
  readonly atMs: number
  readonly inFlight: number
  /** When its answer began, or it failed. */
  readonly nowMs: number
  readonly outcome: Outcome
}

/**
 * How many requests to have on their way. Beyond some number, a server only lets them queue: by Little's law that number is
 * requests in flight × latency without a queue ÷ latency now. The limit settles a little above it. Latency without a queue
 * is measured by holding back for a round trip now and then.
 */
export interface AdaptiveLimit {
  /** From 1 on; not whole. */
  readonly limit: number
  /** Mean latency without a queue; undefined before an answer to a request that was alone, or to a whole round. */
  readonly latencyMs: number | undefined
  observe(observation: Observation): void
}

export function createAdaptiveLimit(options: { readonly max: number }): AdaptiveLimit {
  return new KneeLimit(options.max)
}

const firstLimit = 32
/** Room above the knee: enough to notice when it moves up. */
const headroom = (knee: number): number => 1.25 * knee + 2
const shrinkFactor = 0.7
/** Of the latest answers; one failure among many says nothing of the load. */
const tolerableFailures = 0.1
/** So many milliseconds more are nothing: clocks and timers are no better. */
const slackMs = 3
/** Where a round takes so many times as long, what was there before is rather of answers of another kind, that take less work. */
const doubtfulRise = 3
const roundsBetweenProbes = 30
const fewestRoundsBetweenProbes = 4

/** What the limit does: double each round trip; follow the knee; or hold back, to see the latency without a queue. */
type Phase = { readonly kind: 'ramp' } | { readonly kind: 'follow' } | ProbePhase
type ProbePhase = { readonly kind: 'probe'; readonly level: number; readonly sinceMs: number }

class KneeLimit implements AdaptiveLimit {
  readonly #max: number
  #limit: number
  #phase: Phase = { kind: 'ramp' }
  #round: LatencyRound
  /** Mean latency without a queue. */
  #baseMs: number | undefined
  /** Of the latest request that was alone before there were many: the first burst may be more than the server takes. */
  #aloneMs: number | undefined
  #knee = 0
  #kneeAtProbe = 0
  #roundsSinceProbe = 0
  #failures = 0
  #shrunkAtMs = Number.NEGATIVE_INFINITY
  /** After failures the limit grows slowly until it is here again. */
  #slowBelow = 0

  constructor(max: number) {
    this.#max = max
    this.#limit = Math.min(firstLimit, max)
    this.#round = new LatencyRound(this.#limit)
  }

  get limit(): number {
    return this.#phase.kind === 'probe' ? this.#phase.level : this.#limit
  }

  get latencyMs(): number | undefined {
    return this.#baseMs ?? this.#aloneMs
  }

  observe(observation: Observation): void {
    const { atMs, inFlight, nowMs, outcome } = observation
    if (outcome === 'unknown') return
    const isFailure = outcome !== 'answered'
    this.#failures += ((isFailure ? 1 : 0) - this.#failures) / Math.max(8, inFlight)
    if (isFailure) {
      const isTooMuch = outcome === 'limited' || this.#failures > tolerableFailures
      // What was on its way when the limit shrank knows nothing of it yet.
      if (isTooMuch && atMs >= this.#shrunkAtMs) this.#shrink(nowMs)
      return
    }
    if (atMs < this.#shrunkAtMs) return
    const phase = this.#phase
    if (phase.kind === 'probe' && (atMs < phase.sinceMs || inFlight > phase.level)) return
    if (this.#baseMs === undefined && inFlight === 1) this.#aloneMs = nowMs - atMs
    this.#round.add(nowMs - atMs, inFlight)
    if (phase.kind === 'ramp' && !this.#isQueueing(this.#round)) this.#limit = Math.min(this.#max, this.#limit + 1)
    if (!this.#round.isWhole) return
    const round = this.#round
    this.#round = new LatencyRound(inFlight)
    if (phase.kind === 'probe') this.#endProbe(round, nowMs)
    else this.#endRound(round, phase.kind === 'ramp', nowMs)
  }

  #shrink(nowMs: number): void {
    this.#slowBelow = Math.max(this.#slowBelow, this.#limit)
    this.#limit = Math.max(1, this.#limit * shrinkFactor)
    this.#shrunkAtMs = nowMs
    this.#phase = { kind: 'follow' }
    this.#round = new LatencyRound(this.#limit)
  }

  #isQueueing(round: LatencyRound): boolean {
    const baseMs = this.#baseMs ?? this.#aloneMs
    return baseMs !== undefined && round.hasEnough && round.latencyMs > 1.3 * baseMs + slackMs
  }

  #endRound(round: LatencyRound, isRamp: boolean, nowMs: number): void {
    const { inFlight, latencyMs } = round
    this.#baseMs ??= Math.min(latencyMs, this.#aloneMs ?? latencyMs)
    if (latencyMs < this.#baseMs) this.#baseMs += 0.3 * (latencyMs - this.#baseMs)
    this.#roundsSinceProbe += 1
    this.#knee = (inFlight * (this.#baseMs + slackMs)) / (latencyMs + slackMs)
    if (isRamp && !this.#isQueueing(round)) return
    if (isRamp) this.#kneeAtProbe = this.#knee
    const hasQueue = latencyMs > 1.1 * this.#baseMs + slackMs
    this.#follow(inFlight, hasQueue)
    const isFarSlower = latencyMs > doubtfulRise * this.#baseMs + slackMs
    const isBaseDoubtful = isRamp && (this.#aloneMs === undefined || isFarSlower)
    if (isBaseDoubtful || this.#isProbeDue(hasQueue)) {
      this.#probe(nowMs, isFarSlower ? fewestSamples : 1)
    } else this.#phase = { kind: 'follow' }
  }

  #follow(inFlight: number, hasQueue: boolean): void {
    const target = Math.min(this.#max, headroom(this.#knee))
    if (target > this.#limit) {
      // A limit that nobody comes near says nothing when it is not felt.
      if (inFlight < 0.7 * this.#limit) return
      const slowest = this.#limit + Math.max(1, this.#limit / 8)
      this.#limit = this.#limit < this.#slowBelow ? Math.min(target, slowest) : target
      if (this.#limit >= this.#slowBelow) this.#slowBelow = 0
    } else if (hasQueue) this.#limit = Math.max(1, target, this.#limit / 2)
  }

  #isProbeDue(hasQueue: boolean): boolean {
    if (!hasQueue) return false
    const hasKneeFallen = this.#knee < 0.7 * this.#kneeAtProbe && this.#roundsSinceProbe >= fewestRoundsBetweenProbes
    return hasKneeFallen || this.#roundsSinceProbe >= roundsBetweenProbes
  }

  /** `least`: what to hold back to at the least. */
  #probe(nowMs: number, least = 1): void {
    const level = Math.max(least, Math.floor(0.75 * Math.min(this.#knee, this.#limit)))
    this.#phase = { kind: 'probe', level, sinceMs: nowMs }
    this.#round = new LatencyRound(level)
  }

  #endProbe({ latencyMs }: LatencyRound, nowMs: number): void {
    const before = this.#baseMs ?? latencyMs
    const change = (latencyMs + slackMs) / (before + slackMs)
    this.#baseMs = change > 0.85 && change < 1.15 ? (before + latencyMs) / 2 : latencyMs
    // The rate of answers was right, only the latency that it was multiplied with was not.
    this.#knee *= (this.#baseMs + slackMs) / (before + slackMs)
    this.#limit = Math.max(1, Math.min(this.#max, headroom(this.#knee)))
    this.#kneeAtProbe = this.#knee
    this.#roundsSinceProbe = 0
    // There was a queue even so: hold back more. Or there was none to begin with: the server is slower now.
    if (change <= 0.85 && this.#knee > 1) this.#probe(nowMs)
    else this.#phase = { kind: change > 1.3 ? 'ramp' : 'follow' }
  }
}

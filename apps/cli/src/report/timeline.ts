import type { Report } from '@ingestr/contract'

import { Latencies } from './latencies.ts'

type Event = Parameters<Report>[0]

/** What happened in one stretch of a run. */
export interface Bucket {
  requests: number
  /** Requests that were to be made again. */
  retries: number
  readonly latencies: Latencies
  /** Rows received and stored by its end, of each table that committed in it. */
  readonly rows: Map<string, number>
  /** The least that was left of the rate limit's window, as a share; undefined where no answer told. */
  budgetLeft: number | undefined
  /** How long requests waited for the rate limit, added up. */
  waitedMs: number
}

/** What a run did over time. */
export interface Timeline {
  readonly startedAt: number
  readonly endedAt: number
  readonly bucketMs: number
  /** In their order, from the start; as many as there are charts wide. */
  readonly buckets: readonly Readonly<Bucket>[]
}

const mostBuckets = 240
const firstBucketMs = 250

/**
 * Folds the events of a run into stretches of equal length, which doubles where there would be too many: a run of ten hours
 * takes as much room as one of a minute.
 */
export class TimelineRecorder {
  readonly #startedAt: number
  #bucketMs = firstBucketMs
  #buckets: Bucket[] = []

  constructor(startedAt: number) {
    this.#startedAt = startedAt
  }

  record(event: Event, at: number): void {
    const { type, durationMs, limit, remaining, table, received, delayMs } = event
    const bucket = this.#bucketAt(at)
    if (type === 'request-finished') {
      bucket.requests += 1
      if (typeof durationMs === 'number') bucket.latencies.add(durationMs)
      if (typeof limit === 'number' && typeof remaining === 'number' && limit > 0) {
        bucket.budgetLeft = Math.min(bucket.budgetLeft ?? 1, remaining / limit)
      }
    }
    if (type === 'request-retried') bucket.retries += 1
    if (type === 'rate-limit-waited' && typeof delayMs === 'number') bucket.waitedMs += delayMs
    if (type === 'rows-committed' && typeof table === 'string' && typeof received === 'number') {
      bucket.rows.set(table, received)
    }
  }

  read(now: number): Timeline {
    this.#bucketAt(now)
    return { startedAt: this.#startedAt, endedAt: now, bucketMs: this.#bucketMs, buckets: this.#buckets }
  }

  #bucketAt(at: number): Bucket {
    const elapsed = Math.max(0, at - this.#startedAt)
    while (Math.floor(elapsed / this.#bucketMs) >= mostBuckets) this.#fold()
    const index = Math.floor(elapsed / this.#bucketMs)
    while (this.#buckets.length <= index) this.#buckets.push(emptyBucket())
    return this.#buckets[index] ?? emptyBucket()
  }

  #fold(): void {
    this.#bucketMs *= 2
    const folded: Bucket[] = []
    for (const [index, bucket] of this.#buckets.entries()) {
      const before = index % 2 === 1 ? folded.at(-1) : undefined
      if (before === undefined) folded.push(bucket)
      else mergeInto(before, bucket)
    }
    this.#buckets = folded
  }
}

function emptyBucket(): Bucket {
  return { requests: 0, retries: 0, latencies: new Latencies(), rows: new Map(), budgetLeft: undefined, waitedMs: 0 }
}

function mergeInto(bucket: Bucket, later: Bucket): void {
  bucket.requests += later.requests
  bucket.retries += later.retries
  bucket.waitedMs += later.waitedMs
  bucket.latencies.merge(later.latencies)
  for (const [table, rows] of later.rows) bucket.rows.set(table, rows)
  if (later.budgetLeft !== undefined) bucket.budgetLeft = Math.min(bucket.budgetLeft ?? 1, later.budgetLeft)
}

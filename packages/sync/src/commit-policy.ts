import type { Clock } from '@ingestr/contract'

/** When rows are made durable while a table is read: at the first batch after either bound is reached. */
export interface CommitPolicy {
  readonly maxBytes: number
  readonly maxIntervalMs: number
}

/** A crash costs at most what a second brings; a commit of 10,000 rows takes a tenth of one. */
export const defaultCommitPolicy: CommitPolicy = { maxBytes: 32 * 1024 * 1024, maxIntervalMs: 1000 }

/** Tells when the next commit is due. */
export class CommitSchedule {
  readonly #policy: CommitPolicy
  readonly #clock: Clock
  #bytes = 0
  #since: number

  constructor(policy: CommitPolicy, clock: Clock) {
    this.#policy = policy
    this.#clock = clock
    this.#since = clock.now()
  }

  received(bytes: number): void {
    this.#bytes += bytes
  }

  /** Whether anything came since the last commit. */
  get hasRows(): boolean {
    return this.#bytes > 0
  }

  isDue(): boolean {
    const isLate = this.#clock.now() - this.#since >= this.#policy.maxIntervalMs
    return this.#bytes >= this.#policy.maxBytes || (isLate && this.#bytes > 0)
  }

  committed(): void {
    this.#bytes = 0
    this.#since = this.#clock.now()
  }
}

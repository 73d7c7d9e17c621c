import type { Audit } from '@ingestr/contract'

import type { SearchProgress } from '../plan-detail.ts'
import type { ReadContext } from '../read-context.ts'
import { PageQueue } from './page-queue.ts'
import { PartitionLedger } from './partition-ledger.ts'
import type { ReadAheadShare } from '../read-ahead.ts'
import { createSearchApi, type SearchApi } from './search-api.ts'
import { areChangeable } from './dividing-conditions.ts'
import { createSearchGrid } from './search-grid.ts'
import type { DateField } from './search-query.ts'
import { SearchProof } from './search-proof.ts'
import { SearchWalks } from './search-walks.ts'
import { TaskGroup } from './task-group.ts'
import { withTwinsDone } from './twins.ts'

/** One read of a plan: walks, then the proof that they brought everything, and once more what they did not. */
export class SearchRun {
  readonly ledger: PartitionLedger = new PartitionLedger()
  readonly queue: PageQueue
  readonly #context: ReadContext
  readonly #abort = new AbortController()
  readonly #tasks = new TaskGroup(() => this.#abort.abort())
  readonly #share: ReadAheadShare
  readonly #api: SearchApi
  readonly #walks: SearchWalks
  readonly #proof: SearchProof
  #before: number | null
  /** Rows that the first query of the plan found. */
  #planned: number | null = null

  constructor(context: ReadContext) {
    const { detail, options, client, resource, readAhead } = context
    this.#context = context
    this.#before = detail.before
    const isFirst = detail.kind === 'first'
    const field: DateField = isFirst ? 'created_at' : 'updated_at'
    const signal = AbortSignal.any([this.#abort.signal, options.signal].filter((each) => each !== undefined))
    this.#share = readAhead.open()
    this.queue = new PageQueue(this.#share)
    this.#api = createSearchApi(client, resource.path, field, { ...options, signal })
    const [first] = detail.partitions
    const wanted = { lower: detail.from, upper: detail.kind === 'interval' ? (first?.upper ?? null) : null }
    this.#walks = new SearchWalks({
      api: this.#api,
      grid: createSearchGrid(this.#api.matching, detail.timezone),
      terms: {
        sortedBy: isFirst ? 'createdAt' : 'updatedAt',
        wanted,
        settled: detail.settled,
        settledEnd: this.#api.matching === 'second' ? 'closed' : 'open',
      },
      now: detail.startedAt / 1000,
      ledger: this.ledger,
      queue: this.queue,
      share: this.#share,
      tasks: this.#tasks,
      signal,
      hasKeys: this.#api.matching === 'calendar-day',
      onRestarted: () => options.report?.({ type: 'partition-restarted', table: resource.table.name }),
    })
    const { ledger } = this
    const proof = { context, api: this.#api, field, walks: this.#walks, ledger, tasks: this.#tasks }
    this.#proof = new SearchProof(
      proof,
      detail.partitions.some(({ read, conditions }) => read > 0 && areChangeable(conditions)),
    )
  }

  get progress(): SearchProgress {
    return { partitions: this.ledger.handedOn, before: this.#before }
  }

  /** Rows that are still to come, as far as is known. */
  get remaining(): number | null {
    return this.#planned === null ? null : Math.max(0, this.#planned - this.ledger.rows.read)
  }

  get audit(): Audit {
    const { repeated, truncated, shortPages } = this.#walks
    const counts = { before: this.#before, planned: this.#planned, ...this.#proof.counts }
    return { ...counts, read: this.ledger.rows.read, repeated, truncated, shortPages }
  }

  /** Fills the queue, and closes it at the end; a failure comes out of the queue. */
  async produce(): Promise<void> {
    try {
      await this.#walkAll()
      const isOneAnswer = this.#isOneAnswer()
      if (!isOneAnswer) this.queue.push({ isLull: true })
      await this.#proof.run({ before: this.#before, isOneAnswer })
      this.queue.close()
    } catch (error) {
      this.queue.fail(error)
    }
  }

  /** Nobody takes pages any more. */
  end(): void {
    this.#abort.abort()
    this.queue.discard()
  }

  async #walkAll(): Promise<void> {
    const { detail, early } = this.#context
    const isNew = detail.before === null
    const partitions = withTwinsDone(detail.partitions)
    const ids = partitions.map((partition) => this.ledger.add(partition))
    if (detail.kind === 'first') this.#count(detail.before)
    else if (isNew) this.#tasks.run(async () => this.#count((await this.#api.countAll()) ?? null))
    for (const [index, partition] of partitions.entries()) {
      const isWhole = isNew && partitions.length === 1
      const onCounted = isWhole ? (count: number): void => this.#plan(count) : undefined
      this.#walks.start(ids[index] ?? index, partition, onCounted, isWhole ? early : undefined)
    }
    this.#walks.pairUp()
    await this.#tasks.idle()
  }

  /** What the first query of a plan finds. Days of contacts hold more than the changes since a moment in them. */
  #plan(count: number): void {
    if (this.#context.detail.kind === 'first') this.#count(count)
    else if (this.#api.matching === 'second') this.#planned = count
  }

  #count(count: number | null): void {
    const { detail, options, resource } = this.#context
    if (count === null) return
    this.#before = count
    if (detail.kind !== 'first') return
    this.#planned = count
    options.report?.({ type: 'records-counted', table: resource.table.name, count })
  }

  /** One page that holds all there is says how many that is; of a plan that goes on, an earlier run has counted. */
  #isOneAnswer(): boolean {
    const { kind, before, partitions } = this.#context.detail
    const isNew = before === null && partitions.every(({ position }) => position === null)
    return kind === 'first' && isNew && this.#walks.pages === 1 && this.ledger.walked.length === 1
  }
}

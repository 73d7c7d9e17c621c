import { type IntercomPage, isShortPage } from '@ingestr/intercom-client'

import { newPartition, type Partition } from '../checkpoint.ts'
import { ClaimedRecords } from './claimed-records.ts'
import { divide } from './divide.ts'
import type { EarlySearch } from './early-search.ts'
import { withoutOthers } from './own-records.ts'
import type { PageQueue } from './page-queue.ts'
import type { PartitionLedger } from './partition-ledger.ts'
import { PartitionWalk, type WalkManner, type WalkTerms } from './partition-walk.ts'
import type { Reservation, ReadAheadShare } from '../read-ahead.ts'
import type { SearchApi } from './search-api.ts'
import { type Begun, finalError, isOver, isRefusedCursor, pair, type RunningWalk, settle } from './running-walk.ts'
import type { SearchGrid } from './search-grid.ts'
import type { TaskGroup } from './task-group.ts'
import type { Bounds } from './search-query.ts'
import { areTwins } from './twins.ts'
import { WorkSharing } from './work-sharing.ts'

/** Walks for each request that must be on its way to use the rate limit up: some wait for the writer. */
const walksPerRequest = 1.5
/** So many more, where answers come at once. */
const walksBesides = 2

/** What the walks of one plan work with. */
export interface SearchWalksOptions {
  readonly api: SearchApi
  readonly grid: SearchGrid
  readonly terms: WalkTerms
  /** The end of an open range for those who choose bounds in it, in unix seconds. */
  readonly now: number
  readonly ledger: PartitionLedger
  readonly queue: PageQueue
  readonly share: ReadAheadShare
  readonly tasks: TaskGroup
  readonly signal: AbortSignal
  /** Whether the records have keys that a day can be divided by. */
  readonly hasKeys: boolean
  readonly onRestarted: () => void
}

/**
 * Walks all partitions of a plan at once. While more requests could be on their way than there are walks, the one that has
 * most left gives parts of its range away: by dates, or where one day holds too much by another key, or from both ends.
 */
export class SearchWalks {
  readonly #options: SearchWalksOptions
  readonly #walks = new Set<RunningWalk>()
  readonly #sharing: WorkSharing
  /** Rows of the plan that came more than once, in this run. */
  repeated = 0
  /** Lists inside of records that the API cut short, in this run. */
  truncated = 0
  /** Pages with fewer records than asked for, in this run. */
  shortPages = 0

  constructor(options: SearchWalksOptions) {
    this.#options = options
    this.#sharing = new WorkSharing(options.grid, options.now)
  }

  /** Pages that came in this run. */
  get pages(): number {
    return this.#sharing.pages
  }

  /**
   * Begins, or goes on with, a partition of the ledger. `onCounted` is told how many records its query finds; `early` has asked for the
   * first page already.
   */
  start(id: number, partition: Partition, onCounted?: (count: number) => void, early?: EarlySearch): void {
    this.#startAs(id, partition, { onCounted, early })
  }

  /** Walks a range that fell short once more; it may be cut by dates, and is not divided by a key that changes. */
  startAgain(bounds: Bounds, order: Partition['order']): void {
    const partition = newPartition(bounds, order)
    this.#startAs(this.#options.ledger.add(partition), partition, { manner: { isPlain: true } })
  }

  #startAs(
    id: number,
    partition: Partition,
    {
      manner = {},
      onCounted,
      early,
    }: { manner?: WalkManner; onCounted?: ((count: number) => void) | undefined; early?: EarlySearch | undefined },
  ): void {
    if (partition.isDone) return
    const { share, signal, terms } = this.#options
    const walk = new PartitionWalk(partition, terms, manner, onCounted)
    this.#follow({ id, walk }, early?.take({ share, signal, wanted: () => walk.wanted() }))
  }

  /** Walks over one range from its two ends, as an earlier run left them, stop where they meet. */
  pairUp(): void {
    for (const one of this.#walks) {
      const twin = [...this.#walks].find(
        (other) => other.twin === undefined && areTwins(one.walk.partition, other.walk.partition),
      )
      if (one.twin === undefined && twin !== undefined) pair(one, twin)
    }
  }

  #follow(running: RunningWalk, begun?: Begun): void {
    this.#walks.add(running)
    const { share, signal, tasks } = this.#options
    const room = begun === undefined ? share.tryReserve() : undefined
    const walking = begun ?? (room && this.#begin(running.walk, room))
    tasks.run(async () => {
      try {
        await this.#walk(running, walking ?? this.#begin(running.walk, await share.reserve({ signal })))
      } finally {
        this.#walks.delete(running)
      }
    })
  }

  #begin(walk: PartitionWalk, room: Reservation): Begun {
    const pages = this.#options.api.walk(walk.partition, () => walk.wanted())[Symbol.asyncIterator]()
    return { pages, first: settle(pages.next()), room }
  }

  async #walk(running: RunningWalk, begun: Begun): Promise<void> {
    const { walk } = running
    const { share, signal } = this.#options
    let { pages, first: asked, room } = begun
    let hasRestarted = false
    for (;;) {
      const step = await asked
      room?.release()
      if ('error' in step) {
        if (hasRestarted || !isRefusedCursor(step.error)) throw finalError(step.error)
        hasRestarted = true
        this.#options.onRestarted()
        this.repeated += walk.restart()
        ;({ pages, first: asked, room } = this.#begin(walk, await share.reserve({ signal })))
        continue
      }
      if (step.page === undefined || isOver(walk)) break
      this.#take(running, step.page)
      if (isOver(walk)) break
      room = await share.reserve({ signal })
      if (isOver(walk)) {
        room.release()
        break
      }
      asked = settle(pages.next())
      this.#grow()
    }
    await pages.return?.()
    this.#grow()
  }

  #take(running: RunningWalk, page: IntercomPage): void {
    const { walk, twin } = running
    const before = walk.partition.read
    const { repeated } = walk.take(page)
    this.#sharing.count(walk.partition.read - before, walk.isShortened ? undefined : page)
    const own = withoutOthers(page, walk.partition, this.#options.terms)
    this.repeated += repeated - own.leftOut
    this.truncated += page.envelope.truncatedLists
    if (isShortPage(page)) this.shortPages += 1
    for (const each of [running, twin]) if (each?.walk.isReplaced === true) this.#replace(each)
    this.#tell(running, own.page)
    if (twin?.walk.partition.isDone === true) this.#tell(twin)
    walk.sample = this.#options.hasKeys && !walk.isIndivisible ? page : undefined
  }

  #tell({ id, walk }: RunningWalk, page?: IntercomPage): void {
    const { queue, ledger } = this.#options
    ledger.walk(id, walk.partition)
    queue.push({ ...(page && { page }), partition: { id, after: walk.partition } })
  }

  /**
   * How many more requests could be on their way. Walks that wait for the writer leave requests idle too, but more walks would
   * only bring more pages that wait; and more than use the rate limit up only ask for more pages in vain.
   */
  get #idle(): number {
    const { api, share } = this.#options
    const useful = Math.ceil(walksPerRequest * api.sustainedRequests) + walksBesides - this.#walks.size
    return Math.min(api.spareRequests, share.sparePages, useful)
  }

  /** Shares the work out while more requests could be on their way. */
  #grow(): void {
    for (;;) {
      const share = this.#sharing.next(this.#walks, this.#idle)
      if (share === undefined) return
      if (share.kind === 'cut') this.#cut(share.running, share.bounds)
      if (share.kind === 'twin') this.#addTwin(share.running)
      if (share.kind === 'restart') this.#restart(share.running)
      if (share.kind === 'divide') this.#divide(share.running, share)
    }
  }

  #cut(running: RunningWalk, bounds: readonly number[]): void {
    const { walk, id } = running
    const { ledger, terms } = this.#options
    const { order, conditions } = walk.partition
    const { ranges, tell } = walk.giveAway(bounds)
    walk.isWhole = false
    ledger.narrow(id, walk.partition)
    for (const range of ranges) {
      const part = newPartition(range, order, conditions)
      this.#follow({ id: ledger.add(part), walk: new PartitionWalk(part, terms, walk.manner, tell) })
    }
  }

  /** Asks for the range of a walk whose query is wider. */
  #restart(running: RunningWalk): void {
    const { ledger, terms } = this.#options
    const { order, conditions, ...bounds } = running.walk.partition
    const part = newPartition(bounds, order, conditions)
    this.#replace(running)
    this.#follow({ id: ledger.add(part), walk: new PartitionWalk(part, terms, running.walk.manner) })
  }

  /** Walks the range from its end as well, until the two meet. */
  #addTwin(running: RunningWalk): void {
    const { ledger, terms } = this.#options
    const { lower, upper, conditions } = running.walk.partition
    const part = newPartition({ lower, upper }, 'descending', conditions)
    const twin: RunningWalk = { id: ledger.add(part), walk: new PartitionWalk(part, terms, running.walk.manner) }
    pair(running, twin)
    this.#follow(twin)
  }

  /** Others bring all that a walk was to bring, what it has brought included. */
  #replace({ walk, id }: RunningWalk): void {
    if (!this.#options.ledger.remove(id)) return
    const rows = walk.giveUp()
    this.repeated += rows
    this.#sharing.discount(rows)
  }

  /** Tries the keys while the walk goes on; where one divides the range wholly, its parts take the walk's place. */
  #divide(running: RunningWalk, { parts, keys }: { readonly parts: number; readonly keys: number }): void {
    const { walk } = running
    const { tasks, ledger, api, grid, queue, terms } = this.#options
    walk.isIndivisible = true
    tasks.run(async () => {
      const division = await divide(walk, { api, grid, parts, keys, isOver: () => isOver(walk) }, (page) => {
        // Of a key that divides only some of the rows, the rows are good all the same.
        this.repeated += page.envelope.count
        queue.push({ page })
      })
      if (division === undefined) {
        walk.isWhole = false
        this.#grow()
        return
      }
      this.#replace(running)
      const { claims = division.field === 'id' ? undefined : new ClaimedRecords() } = walk.manner
      for (const { partition, pages, first } of division.parts) {
        const begun = { pages, first: Promise.resolve({ page: first }) }
        this.#follow({ id: ledger.add(partition), walk: new PartitionWalk(partition, terms, { claims }) }, begun)
      }
    })
  }
}

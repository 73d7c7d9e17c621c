import type { IntercomPage } from '@ingestr/intercom-client'

import type { PartitionWalk } from './partition-walk.ts'
import { isOver, type RunningWalk } from './running-walk.ts'
import { boundsTowards, type SearchGrid } from './search-grid.ts'

/** A part shorter than this is not worth its own. */
const pagesInPart = 4
/** The last page of each part is half full in the mean. */
const vainPagesOfPart = 0.5
/** The share of pages that may be asked for in vain, so that there can be more parts; chance adds a few. */
const vainShare = 0.11
/**
 * Near the end, where a good part of the requests that could be on their way are not, the longest walk is what the others
 * wait for: then a shorter part is worth its own.
 */
const idleShareAtEnd = 0.5
const pagesInLatePart = 1.5
/** A walk with so many times what the others have left, and this many pages more, would be the last by far. */
const laggingShare = 2
const laggingPages = 2
const mostPartsOfLaggard = 4
/** Walks from both ends of a range meet between two rows where a page spans more seconds than this. */
const secondsToMeetIn = 10
/** Pages of a range that were read before it is divided by a key, and those of keys tried in vain, are read for nothing. */
const pagesForOneKey = 12
const pagesForAnyKey = 64
const mostPagesToAPartByKey = 4
const mostPartsByKey = 16
/** Rows are taken to lie up to this many times further apart than on the latest page. */
const farSighted = 4

/**
 * What a walk is to give away: bounds to cut it at, a number of keys to divide it by, or the way from its end; or it is to
 * begin again, so as to be able to.
 */
export type Share = { readonly running: RunningWalk } & (
  | { readonly kind: 'cut'; readonly bounds: readonly number[] }
  | { readonly kind: 'divide'; readonly parts: number; readonly keys: number }
  | { readonly kind: 'twin' | 'restart' }
)

/** Decides which walk is to give a part of its work away, and how; keeps the pages that are asked for in vain few. */
export class WorkSharing {
  readonly #grid: SearchGrid
  readonly #now: number
  /** Records in a full page. */
  #pageSize = 1
  /** Rows that counted. */
  #counted = 0
  /** Pages of the whole plan, as far as is known. */
  #expectedPages = 0
  /** Pages that came. */
  pages = 0

  /** `now`, in unix seconds, is where an open range is taken to end. */
  constructor(grid: SearchGrid, now: number) {
    this.#grid = grid
    this.#now = now
  }

  /** `page` is left out where it was asked for smaller than it could be. */
  count(counted: number, page?: IntercomPage): void {
    this.pages += 1
    this.#counted += counted
    if (page !== undefined) this.#pageSize = Math.max(1, page.requestedPerPage ?? page.envelope.count)
  }

  /** Rows that are read once more, since their walk was given up. */
  discount(rows: number): void {
    this.#counted -= rows
  }

  /**
   * Undefined where nothing is left that is worth sharing, or no more requests could be on their way: then a walk is shared
   * only if it lags far behind the others.
   */
  next(walks: ReadonlySet<RunningWalk>, idle: number): Share | undefined {
    const spare = idle < 1 ? this.#partsOfLaggard(walks) : idle
    if (spare < 1) return undefined
    const isEnd = spare >= walks.size * idleShareAtEnd
    const pagesInShare = isEnd ? pagesInLatePart : pagesInPart
    for (;;) {
      const running = largestOf(walks)
      const pagesLeft = (running?.walk.remaining ?? 0) / this.#pageSize
      if (running === undefined || pagesLeft < 2 * pagesInShare) return undefined
      this.#expectedPages = Math.max(this.#expectedPages, this.pages + pagesLeft)
      const allowed = this.#allowedParts(walks.size)
      const parts = Math.min(spare, allowed, Math.floor(pagesLeft / pagesInShare) - 1)
      if (parts < 1) return undefined
      running.walk.isWhole = true
      const share = this.#share(walks, running, pagesLeft, parts)
      if (share !== undefined) return share
    }
  }

  /** How many parts one walk that lags far behind the others should give away; 0 where none does. */
  #partsOfLaggard(walks: ReadonlySet<RunningWalk>): number {
    const mean = meanOf(walks)
    const largest = largestOf(walks)?.walk.remaining ?? 0
    if (mean === undefined || largest <= laggingShare * mean + laggingPages * this.#pageSize) return 0
    return Math.max(1, Math.min(mostPartsOfLaggard, Math.floor(largest / Math.max(mean, this.#pageSize)) - 1))
  }

  #share(walks: ReadonlySet<RunningWalk>, running: RunningWalk, pagesLeft: number, parts: number): Share | undefined {
    const { walk } = running
    if (walk.hasTwin) return undefined
    if (this.#cuts(walk, 1).length > 0) return { kind: 'cut', running, bounds: this.#cuts(walk, parts) }
    if (isWorthAKey(walk, pagesLeft)) {
      const keyed = Math.min(mostPartsByKey, Math.floor(pagesLeft / this.#pagesToAPartByKey(walks)))
      return { kind: 'divide', running, parts: keyed, keys: pagesLeft < pagesForAnyKey ? 1 : Infinity }
    }
    if (walk.partition.order === 'descending') return undefined
    // Where it takes counts to tell that two walks have met, they must be about the range.
    const canMeet = walk.asksForItsRange || walk.secondsPerRow * this.#pageSize > secondsToMeetIn
    if (canMeet) return { kind: 'twin', running }
    const isWorthBeginningAgain = walk.partition.read / this.#pageSize <= pagesLeft / 4
    return isWorthBeginningAgain ? { kind: 'restart', running } : undefined
  }

  /** Fewer where the others are nearly through. */
  #pagesToAPartByKey(walks: ReadonlySet<RunningWalk>): number {
    const elsewhere = (meanOf(walks) ?? Infinity) / this.#pageSize
    return Math.max(pagesInLatePart, Math.min(mostPagesToAPartByKey, elsewhere))
  }

  #allowedParts(walks: number): number {
    const inVain = this.pages - this.#counted / this.#pageSize + walks * vainPagesOfPart
    return Math.floor((vainShare * this.#expectedPages + 1 - inVain) / vainPagesOfPart)
  }

  /** Up to so many bounds in what a walk has still to bring, where the rows seem to be. */
  #cuts(walk: PartitionWalk, count: number): readonly number[] {
    const { order, lower, upper, position } = walk.partition
    const reach = farSighted * walk.secondsPerRow * (walk.remaining ?? 0)
    if (position === null) return []
    const end = order === 'ascending' ? (upper ?? Math.max(this.#now, position)) : lower
    return end === null ? [] : boundsTowards(this.#grid, position, end, reach, count)
  }
}

/** What walks have left in the mean; undefined where too few have told: the others may have more. */
function meanOf(walks: ReadonlySet<RunningWalk>): number | undefined {
  const known = [...walks].flatMap(({ walk }) => walk.remaining ?? [])
  return known.length < walks.size / 2 ? undefined : known.reduce((sum, rows) => sum + rows, 0) / known.length
}

function largestOf(walks: Iterable<RunningWalk>): RunningWalk | undefined {
  let largest: RunningWalk | undefined
  for (const each of walks) {
    if (isOver(each.walk) || each.walk.isWhole) continue
    if ((each.walk.remaining ?? 0) > (largest?.walk.remaining ?? 0)) largest = each
  }
  return largest
}

function isWorthAKey({ sample, isIndivisible, partition }: PartitionWalk, pagesLeft: number): boolean {
  if (sample === undefined || isIndivisible) return false
  return pagesLeft >= (partition.conditions.length === 0 ? pagesForOneKey : pagesForAnyKey)
}

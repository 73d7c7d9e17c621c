import type { EnvelopeRecord, IntercomPage } from '@ingestr/intercom-client'

import { newPartition, type Partition } from '../checkpoint.ts'
import type { ClaimedRecords } from './claimed-records.ts'
import type { Bounds } from './search-query.ts'

/** What a page did to the counts of a read. */
export interface TakenPage {
  /** Rows of the plan that another page has brought, or will bring. */
  readonly repeated: number
}

/** A walk has passed the end of its range when it sees a record behind it. */
const recordsToSeeTheEnd = 5

type Tally = {
  -readonly [count in 'read' | 'position' | 'settled' | 'isDisordered']: Partition[count]
} & { repeated: number }

/** What all walks of a read share. */
export interface WalkTerms {
  /** The field that the walks are sorted by. */
  readonly sortedBy: 'createdAt' | 'updatedAt'
  /** What the plan is to bring. */
  readonly wanted: Bounds
  readonly settled: Bounds | null
  /** Whether a count up to the end of the settled range may have the end itself in it: searches by second are told both ways. */
  readonly settledEnd: 'open' | 'closed'
}

/** What walks over parts of one range have from the one that was divided. */
export interface WalkManner {
  /** Whether it is not to be divided by a key: its range fell short before. */
  readonly isPlain?: boolean
  /** Of the parts of a day that is divided by a key that changes. */
  readonly claims?: ClaimedRecords | undefined
}

/** One partition on its way: how far it is, what it has still to bring, and when it is done. */
export class PartitionWalk {
  readonly #terms: WalkTerms
  readonly manner: WalkManner
  #partition: Partition
  /** Ids at the position, so that a row that comes again is not counted again; of a disordered walk, all from then on. */
  #idsAtPosition = new Set<string>()
  /** Whether an earlier run read a part of it, so that not all that was read is known here. */
  readonly #isResumed: boolean
  #twin: PartitionWalk | undefined
  /** Whether a row came that the twin had brought: between them they have everything. */
  #hasMetTwin = false
  /** Rows that are still to come, by the API's count; undefined until a page has told. */
  #remaining: number | undefined
  /** Parts given away that have not yet told how many rows they took. */
  #untold = 0
  /** Of a part that was given away: told of the rows in it. */
  #onCounted: ((rows: number) => void) | undefined
  /** The latest page: a sample of what is in the range, should dates not divide it. */
  sample: IntercomPage | undefined
  /** Rows that the API counted for the whole query, at the latest page. */
  total: number | undefined
  /** The most that it counted: those of them that are deleted later may have been read. */
  #largestTotal = 0
  /** How many records the latest page could have had. */
  #askedFor = 0
  /** How far the rows of the latest page lie apart. */
  secondsPerRow = 0
  /** Whether there is no use in trying to divide it by a key: that was tried. */
  isIndivisible: boolean
  /** Whether there is no way, or no use, to share it. */
  isWhole = false
  /** Whether other walks bring all of it, so that it has ended. */
  isReplaced = false
  /** Whether its last page was asked for with as many records as seemed to be left. */
  isShortened = false

  constructor(partition: Partition, terms: WalkTerms, manner: WalkManner = {}, onCounted?: (rows: number) => void) {
    this.#partition = partition
    this.#terms = terms
    this.manner = manner
    this.isIndivisible = manner.isPlain ?? false
    this.#onCounted = onCounted
    this.#isResumed = partition.position !== null
  }

  get partition(): Partition {
    return this.#partition
  }

  get hasTwin(): boolean {
    return this.#twin !== undefined
  }

  /** Whether no row can come to be in the range while it is read. */
  get isSettled(): boolean {
    const upper = this.#terms.settled?.upper ?? null
    return upper !== null && this.#partition.upper !== null && this.#partition.upper <= upper
  }

  /** Whether it asks for just what it is to bring, so that the API's counts are about that. */
  get asksForItsRange(): boolean {
    const { asked, lower, upper } = this.#partition
    return asked.lower === lower && asked.upper === upper
  }

  /** Rows that are still to come; undefined where that is unknown, or about to change. */
  get remaining(): number | undefined {
    return this.#untold > 0 || this.#partition.isDone ? undefined : this.#remaining
  }

  /**
   * How many records to ask for, where the query goes on behind the end of the range, in which no more than that are left: others
   * bring what follows. Only once: if the end was not there, the count was wrong, and small pages would be many.
   */
  wanted(): number | undefined {
    const left = this.remaining
    if (left === undefined || this.asksForItsRange || this.isShortened || this.hasTwin) return undefined
    const wanted = Math.ceil(left) + recordsToSeeTheEnd
    this.isShortened = wanted < this.#askedFor
    return this.isShortened ? wanted : undefined
  }

  /** Counts a page in. */
  take(page: IntercomPage): TakenPage {
    this.total = page.envelope.totalCount
    this.#askedFor = page.requestedPerPage ?? page.envelope.count
    this.#largestTotal = Math.max(this.#largestTotal, this.total ?? 0)
    this.#tellCount()
    this.#meetTwin(page)
    const { read, position, settled, isDisordered } = this.#partition
    const tally = { read, position, settled, isDisordered, repeated: 0 }
    for (const record of page.envelope.records) this.#count(record, tally)
    const { repeated, ...progress } = tally
    const first = page.envelope.records[0]?.[this.#terms.sortedBy]
    this.secondsPerRow = Math.abs((tally.position ?? 0) - (first ?? 0)) / Math.max(1, page.envelope.count)
    this.#partition = { ...this.#partition, ...progress }
    this.#estimate(page, tally.read - read)
    const startingAfter = page.envelope.next?.startingAfter ?? null
    const isDone = startingAfter === null || this.#hasMetTwin || this.#hasPassed()
    this.#partition = { ...this.#partition, startingAfter, isDone }
    if (isDone) this.#twin?.finish()
    return { repeated }
  }

  /** The walk from the other end is through: nothing is left for this one. */
  finish(): void {
    this.#partition = { ...this.#partition, isDone: true }
  }

  /** Other walks bring all of it from now on; returns how many rows come again. */
  giveUp(): number {
    this.isReplaced = true
    this.manner.claims?.release(this)
    return this.#partition.read
  }

  /** The cursor is no longer good: everything once more. Returns how many rows come again. */
  restart(): number {
    const { order, conditions, read } = this.#partition
    this.manner.claims?.release(this)
    this.#partition = newPartition(this.#partition, order, conditions)
    this.#idsAtPosition.clear()
    this.#remaining = undefined
    return read
  }

  /** Two walks over one range, from its two ends, that stop where they meet. */
  static pair(one: PartitionWalk, other: PartitionWalk): void {
    one.#twin = other
    other.#twin = one
    if (one.#remaining !== undefined) one.#remaining = other.#remaining = one.#remaining / 2
  }

  /**
   * Keeps what lies before the nearest of the bounds and gives the rest away: one range for each bound. `tell` is to be
   * called once for each, with the rows that the API counts in it.
   */
  giveAway(bounds: readonly number[]): { readonly ranges: readonly Bounds[]; readonly tell: (rows: number) => void } {
    const { lower, upper, order } = this.#partition
    const kept = order === 'ascending' ? bounds[0] : bounds.at(-1)
    const all = order === 'ascending' ? [...bounds, upper] : [lower, ...bounds]
    const ranges = all.slice(1).map((end, index) => ({ lower: all[index] ?? null, upper: end }))
    const change = order === 'ascending' ? { upper: kept ?? upper } : { lower: kept ?? lower }
    this.#partition = { ...this.#partition, ...change }
    this.#untold = ranges.length
    const tell = (rows: number): void => {
      this.#untold -= 1
      if (this.#remaining !== undefined) this.#remaining = Math.max(0, this.#remaining - rows)
    }
    return { ranges, tell }
  }

  #count(record: EnvelopeRecord, tally: Tally): void {
    const { sortedBy, wanted, settled, settledEnd } = this.#terms
    const at = record[sortedBy]
    if (at === undefined || this.#isOutOfOrder(at, tally.position)) tally.isDisordered = true
    if (at !== tally.position && !tally.isDisordered) this.#idsAtPosition.clear()
    const isKnown = record.id !== undefined && this.#idsAtPosition.has(record.id)
    if (record.id !== undefined) this.#idsAtPosition.add(record.id)
    tally.position = at ?? tally.position
    if (!isWithin(at, wanted)) return
    const isTwins = this.#twin?.hasAtPosition(record.id, at) === true
    const isAnothers = isTwins || !isWithin(at, this.#partition) || this.#isBeyondTwin(at)
    if (isKnown || isAnothers || this.manner.claims?.claim(record.id, this) === false) {
      tally.repeated += 1
      return
    }
    tally.read += 1
    if (settled !== null && isWithin(at, settled, settledEnd)) tally.settled += 1
  }

  /**
   * Within one second, two walks have met when a row of one is known to the other, and both together have as many as the
   * API ever counted, where none can have come since. Else rows of one second may come in the same order from both ends:
   * then two are of no use, and the one from the end is given up.
   */
  #meetTwin(page: IntercomPage): void {
    const twin = this.#twin
    if (twin === undefined) return
    const { records } = page.envelope
    const { sortedBy } = this.#terms
    const known = records.filter((record) => twin.hasAtPosition(record.id, record[sortedBy])).length
    const isResumed = this.#isResumed || twin.#isResumed
    const isUnclear = isResumed && records.some((record) => record[sortedBy] === twin.partition.position)
    const last = records.at(-1)?.[sortedBy]
    const isBeyond = last !== undefined && last !== twin.partition.position && this.#isBeyondTwin(last)
    if (!isUnclear && (known === 0 || isBeyond)) return
    const read = this.#partition.read + twin.partition.read + records.length - known
    const counted = Math.max(this.#largestTotal, twin.#largestTotal)
    this.#hasMetTwin = !isResumed && this.isSettled && this.asksForItsRange && read >= counted
    if (this.#hasMetTwin) return
    const useless = this.#partition.order === 'descending' ? this : twin
    useless.isReplaced = true
    this.#twin = undefined
    twin.#twin = undefined
  }

  /** Only what is counted at the first page is the count of the whole range. */
  #tellCount(): void {
    if (this.total !== undefined) this.#onCounted?.(this.total)
    this.#onCounted = undefined
  }

  hasAtPosition(id: string | undefined, at: number | undefined): boolean {
    return id !== undefined && at === this.#partition.position && this.#idsAtPosition.has(id)
  }

  #isOutOfOrder(at: number, position: number | null): boolean {
    if (position === null) return false
    return this.#partition.order === 'ascending' ? at < position : at > position
  }

  #isBeyondTwin(at: number | undefined): boolean {
    const meeting = this.#meeting()
    if (meeting === null || at === undefined) return false
    return this.#partition.order === 'ascending' ? at > meeting : at < meeting
  }

  /** Where the twin is; null where that says nothing. */
  #meeting(): number | null {
    const twin = this.#twin?.partition
    return twin === undefined || twin.isDisordered ? null : twin.position
  }

  /** Whether everything up to the end of the range, or to where the twin is, has come. */
  #hasPassed(): boolean {
    const { position, isDisordered, order, lower, upper } = this.#partition
    if (position === null || isDisordered) return false
    if (this.#isBeyondTwin(position)) return true
    return order === 'ascending' ? upper !== null && position >= upper : lower !== null && position < lower
  }

  #estimate(page: IntercomPage, counted: number): void {
    if (this.#remaining !== undefined) {
      this.#remaining = Math.max(0, this.#remaining - counted)
      return
    }
    const { read, position, lower, order } = this.#partition
    if (this.total === undefined || !this.asksForItsRange) return
    this.#remaining = Math.max(0, this.total - Math.max(read, page.envelope.count))
    // A search for changes counts those of the whole day in which they begin.
    if (order === 'descending' && lower !== null && position !== null) {
      const newest = page.envelope.records[0]?.[this.#terms.sortedBy] ?? position
      const rowsPerSecond = page.envelope.count / Math.max(1, newest - position)
      this.#remaining = Math.min(this.#remaining, Math.max(0, rowsPerSecond * (position - lower)))
    }
  }
}

function isWithin(at: number | undefined, { lower, upper }: Bounds, end: 'open' | 'closed' = 'open'): boolean {
  if (at === undefined) return true
  if (lower !== null && at < lower) return false
  return upper === null || at < upper || (end === 'closed' && at === upper)
}

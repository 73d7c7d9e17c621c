import type { Audit } from '@ingestr/contract'

import type { ReadContext } from '../read-context.ts'
import type { PartitionLedger } from './partition-ledger.ts'
import type { SearchApi } from './search-api.ts'
import { countMissing, findShortRanges, type SearchAudit } from './search-audit.ts'
import type { DateField } from './search-query.ts'
import type { SearchWalks } from './search-walks.ts'
import type { TaskGroup } from './task-group.ts'

export interface SearchProofOptions {
  readonly context: ReadContext
  readonly api: SearchApi
  readonly field: DateField
  readonly walks: SearchWalks
  readonly ledger: PartitionLedger
  readonly tasks: TaskGroup
}

/** What the API counted while the walks began; null: unknown. */
export interface CountedBefore {
  /** All records of the table. */
  readonly before: number | null
  /** Whether the one answer that there was held all that it counted. */
  readonly isOneAnswer: boolean
}

type Counts = Pick<Audit, 'after' | 'missing' | 'unaccounted' | 'provenFrom' | 'provenBefore' | 'unproven'>

/** Once all walks are through: counts show what did not come, and where; that is walked once more, and then told. */
export class SearchProof {
  readonly #options: SearchProofOptions
  readonly #audit: SearchAudit | undefined
  /** Whether an earlier run read parts of a day that a key divides which changes: one record may be counted in two of them. */
  readonly #isDoubtful: boolean
  #after: number | null = null
  #missing: number | null = null
  #unaccounted = 0
  #isOneAnswer = false

  constructor(options: SearchProofOptions, isDoubtful: boolean) {
    const { api, field, context } = options
    const { settled } = context.detail
    this.#options = options
    this.#audit = settled === null ? undefined : { api, field, settled }
    this.#isDoubtful = isDoubtful
  }

  get counts(): Counts {
    const { settled } = this.#options.context.detail
    const counts = { after: this.#after, missing: this.#missing, unaccounted: this.#unaccounted }
    if (this.#missing === null || settled === null) return counts
    const unproven = this.#isOneAnswer ? 0 : this.#read - this.#settled
    return { ...counts, provenFrom: toMs(settled.lower), provenBefore: toMs(settled.upper), unproven }
  }

  async run(counted: CountedBefore): Promise<void> {
    const { before, isOneAnswer } = counted
    if (isOneAnswer && before !== null && before <= this.#read) {
      this.#after = before
      this.#missing = 0
      this.#isOneAnswer = true
      return
    }
    const [after] = await Promise.all([this.#countAll(), this.#countMissing()])
    this.#after = after
    if ((this.#missing ?? 0) > 0) await this.#walkShortRanges()
    this.#unaccounted = this.#countUnaccounted(before)
    if (this.#unaccounted > 0) await this.#walkUnsettled(before)
  }

  get #read(): number {
    return this.#options.ledger.rows.read
  }

  get #settled(): number {
    return this.#options.ledger.rows.settled
  }

  get #order(): 'ascending' | 'descending' {
    return this.#options.context.detail.kind === 'changes' ? 'descending' : 'ascending'
  }

  async #countAll(): Promise<number | null> {
    return (await this.#options.api.countAll()) ?? null
  }

  /** Where the settled range holds nothing of what was read, it proves nothing, nor where what was read may count twice. */
  async #countMissing(): Promise<void> {
    const missing = this.#audit === undefined ? null : await countMissing(this.#audit, this.#options.ledger.walked)
    const isBeside = this.#settled === 0 && this.#read > 0
    this.#missing = missing === 0 && (isBeside || this.#isDoubtful) ? null : missing
  }

  /** Ranges that fell short are walked once more, plainly; then it is told. */
  async #walkShortRanges(): Promise<void> {
    const { context, walks, ledger, tasks } = this.#options
    const { options, resource } = context
    if (this.#audit === undefined) return
    const short = await findShortRanges(this.#audit, ledger.walked)
    options.report?.({ type: 'ranges-repeated', table: resource.table.name, ranges: short.length })
    for (const range of short) walks.repeated += ledger.removeWithin(range)
    for (const range of short) walks.startAgain(range, this.#order)
    await tasks.idle()
    await this.#countMissing()
    if (this.#missing === null || this.#missing === 0) return
    const read = this.#read
    options.report?.({ type: 'records-missing', table: resource.table.name, read, count: read + this.#missing })
  }

  /**
   * What is not settled may be deleted, and more may come, while it is read. But of as many as there were before, and are
   * after, too few seldom came for a good reason: it is walked once more, and what then is short is told as a doubt.
   */
  async #walkUnsettled(before: number | null): Promise<void> {
    const { context, walks, ledger, tasks, api } = this.#options
    const { options, resource, detail } = context
    const end = detail.settled?.upper ?? null
    // A count by seconds may have had the end itself in it, and so have the rows that count as settled.
    const lower = end === null || api.matching === 'calendar-day' ? end : end + 1
    options.report?.({ type: 'ranges-repeated', table: resource.table.name, ranges: 1 })
    walks.repeated += ledger.removeFrom(lower ?? -Infinity)
    walks.startAgain({ lower, upper: null }, 'ascending')
    await tasks.idle()
    this.#after = await this.#countAll()
    this.#unaccounted = this.#countUnaccounted(before)
    if (this.#unaccounted === 0) return
    options.report?.({ type: 'records-unaccounted', table: resource.table.name, count: this.#unaccounted })
  }

  /**
   * Records that the API counts before and after, and that are neither read nor known to be missing. Only of a first load:
   * all that a search for changes cannot settle, the next run reads.
   */
  #countUnaccounted(before: number | null): number {
    if (this.#options.context.detail.kind !== 'first' || before === null || this.#after === null) return 0
    return Math.max(0, Math.min(before, this.#after) - this.#read - (this.#missing ?? 0))
  }
}

function toMs(second: number | null): number | null {
  return second === null ? null : second * 1000
}

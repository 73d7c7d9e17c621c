import type { Audit, Batch } from '@ingestr/contract'
import type { ScrollPage } from '@ingestr/intercom-client'
import { createPage } from '@ingestr/records'

import { createPageSpool, type PageSpool } from './page-spool.ts'
import { finished, unfinished } from './plan-detail.ts'
import type { ReadContext } from './read-context.ts'

/** More waits on disk. */
const maxMemoryBytes = 16 * 1024 * 1024

/**
 * Reads all companies. A scroll dies after a minute without a request, so its pages are asked for as fast as they come, and
 * wait in a spool for the writer. It cannot be resumed: only its end moves the checkpoint. Pages that a restarted scroll
 * brings again are the same rows, and a merge takes them once. A scroll does not say how many there are; the list does.
 */
export async function* readScroll(context: ReadContext): AsyncIterable<Batch> {
  const { detail, temporaryDirectory: directory, spoolLimits } = context
  const end = new AbortController()
  const spool = createPageSpool({ directory, maxMemoryBytes, ...spoolLimits })
  const scroll = new Scroll(context, spool)
  const scrolling = scroll.run(end.signal)
  try {
    for await (const bytes of spool.pages()) {
      yield { page: createPage(bytes), checkpoint: unfinished(detail), isLast: false }
    }
    yield { checkpoint: finished(detail), isLast: true, audit: scroll.audit }
  } finally {
    end.abort()
    // First, for the scroll may wait for room in it.
    await spool[Symbol.asyncDispose]()
    await scrolling
  }
}

class Scroll {
  readonly #context: ReadContext
  readonly #spool: PageSpool
  readonly #ids = new Set<string>()
  #received = 0
  #withoutId = 0
  #truncated = 0
  #before: number | null = null
  #after: number | null = null

  constructor(context: ReadContext, spool: PageSpool) {
    this.#context = context
    this.#spool = spool
  }

  get audit(): Audit {
    const read = this.#read
    const counts = { before: this.#before, after: this.#after, planned: this.#before, read, missing: null }
    const repeated = this.#received - read
    return { ...counts, repeated, truncated: this.#truncated, unaccounted: this.#unaccounted }
  }

  get #read(): number {
    return this.#ids.size + this.#withoutId
  }

  /** Of as many as the list counts before and after, those that did not come. That it counts the same is not documented. */
  get #unaccounted(): number {
    if (this.#before === null || this.#after === null) return 0
    return Math.max(0, Math.min(this.#before, this.#after) - this.#read)
  }

  async run(ended: AbortSignal): Promise<void> {
    const { options, resource } = this.#context
    const { name: table } = resource.table
    const signal = AbortSignal.any([ended, options.signal].filter((each) => each !== undefined))
    try {
      this.#before = await this.#count(signal)
      if (this.#before !== null) options.report?.({ type: 'records-counted', table, count: this.#before })
      await this.#scroll(signal)
      if (this.#unaccounted > 0) {
        options.report?.({ type: 'ranges-repeated', table, ranges: 1 })
        await this.#scroll(signal)
      }
      if (this.#unaccounted > 0) options.report?.({ type: 'records-unaccounted', table, count: this.#unaccounted })
      this.#spool.close()
    } catch (error) {
      this.#spool.fail(error)
    }
  }

  async #scroll(signal: AbortSignal): Promise<void> {
    const { client, options } = this.#context
    for await (const page of client.scrollCompanies({ ...options, signal })) {
      this.#take(page)
      await this.#spool.push(page.bytes)
    }
    if (this.#before !== null) this.#after = await this.#count(signal)
  }

  #take({ envelope }: ScrollPage): void {
    this.#received += envelope.count
    this.#truncated += envelope.truncatedLists
    for (const { id } of envelope.records) {
      if (id === undefined) this.#withoutId += 1
      else this.#ids.add(id)
    }
  }

  async #count(signal: AbortSignal): Promise<number | null> {
    const { client, options } = this.#context
    return (await client.countCompanies({ ...options, signal })) ?? null
  }
}

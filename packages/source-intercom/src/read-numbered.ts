import type { Audit, Batch, Json } from '@ingestr/contract'
import type { IntercomPage } from '@ingestr/intercom-client'
import { createPage } from '@ingestr/records'

import { finished, unfinished } from './plan-detail.ts'
import { isStopped, type ReadContext } from './read-context.ts'

/** Walks that never agree end here: edits newer than the plan's start are read by the next run anyway. */
const maxWalks = 8

/**
 * Reads articles: numbered pages, newest first. An article that is edited or deleted during a walk shifts the others
 * across page bounds, so the walk is repeated until two agree on every (id, updated_at). Rows out of order forbid to stop
 * early. Two walks that agree and fall short of the API's own count are told.
 */
export async function* readNumbered(context: ReadContext): AsyncIterable<Batch> {
  const { detail, options, resource } = context
  const report = (type: string, fields: Record<string, Json>): void =>
    options.report?.({ type, table: resource.table.name, ...fields })
  const versions = new Map<string, number | undefined>()
  const audit = new NumberedAudit()
  let stopBefore = detail.from
  let previous: string | undefined
  for (let count = 1; ; count += 1) {
    const walk = new Walk()
    for await (const page of context.client.listArticles({}, options)) {
      walk.add(page)
      audit.add(page)
      if (bringsNews(page, versions)) {
        yield { page: createPage(page.bytes), checkpoint: unfinished(detail), isLast: false }
      }
      if (isStopped(context)) return
      if (stopBefore !== null && walk.hasPassed(stopBefore)) break
    }
    if (count === 1 && detail.kind === 'first') report('records-counted', { count: walk.total ?? null })
    if (walk.isDisordered) stopBefore = null
    const signature = walk.signature(stopBefore)
    const isAgreed = signature === previous && !walk.isDisturbed
    if (isAgreed && walk.isShort(stopBefore))
      report('records-missing', { read: walk.distinct, count: walk.total ?? null })
    if (!isAgreed && count === maxWalks) report('walks-disagreed', { walks: maxWalks })
    if (isAgreed || count === maxWalks) {
      yield {
        checkpoint: finished(detail),
        isLast: true,
        audit: audit.conclude(walk, versions.size, isAgreed ? stopBefore : 'unknown'),
      }
      return
    }
    previous = signature
  }
}

/** What the walks of one read add up to. */
class NumberedAudit {
  #before: number | null | undefined
  #received = 0
  #truncated = 0

  add(page: IntercomPage): void {
    const { totalCount = null, count, truncatedLists } = page.envelope
    if (this.#before === undefined) this.#before = totalCount
    this.#received += count
    this.#truncated += truncatedLists
  }

  /** A walk that stopped early, or was disturbed, says nothing of the articles that it did not meet. */
  conclude(last: Walk, read: number, stopBefore: number | null | 'unknown'): Audit {
    const { total = null, distinct } = last
    const isAgreed = stopBefore !== 'unknown'
    const isWhole = total !== null && isAgreed && (stopBefore === null || !last.hasPassed(stopBefore))
    const before = this.#before ?? null
    return {
      before,
      after: total,
      planned: isWhole ? before : null,
      read,
      repeated: this.#received - read,
      truncated: this.#truncated,
      missing: isWhole ? Math.max(0, total - distinct) : null,
    }
  }
}

/** Whether a page holds a version that was not seen before; notes what it holds. */
function bringsNews(page: IntercomPage, versions: Map<string, number | undefined>): boolean {
  let isNew = false
  for (const { id, updatedAt } of page.envelope.records) {
    if (id === undefined || !versions.has(id) || versions.get(id) !== updatedAt) isNew = true
    if (id !== undefined) versions.set(id, updatedAt)
  }
  return isNew
}

/** One walk through the numbered pages. */
class Walk {
  readonly #rows: Array<readonly [id: string | undefined, updatedAt: number | undefined]> = []
  readonly #ids = new Set<string | undefined>()
  isDisordered = false
  /** Whether articles came or went during the walk: one came twice, or their number changed. */
  isDisturbed = false
  #oldest = Number.POSITIVE_INFINITY
  /** How many articles there are, as the API counted on the last page read. */
  total: number | undefined

  /** How many articles were seen. */
  get distinct(): number {
    return this.#ids.size
  }

  add(page: IntercomPage): void {
    const { totalCount } = page.envelope
    if (this.total !== undefined && totalCount !== this.total) this.isDisturbed = true
    this.total = totalCount
    for (const { id, updatedAt } of page.envelope.records) {
      if (id !== undefined && this.#ids.has(id)) this.isDisturbed = true
      this.#ids.add(id)
      this.#rows.push([id, updatedAt])
      if (updatedAt === undefined || updatedAt > this.#oldest) this.isDisordered = true
      this.#oldest = updatedAt ?? this.#oldest
    }
  }

  /** Whether everything at or after `second` was seen. */
  hasPassed(second: number): boolean {
    return !this.isDisordered && this.#oldest < second
  }

  /** Equal for two walks that saw the same versions at or after `stopBefore`. */
  signature(stopBefore: number | null): string {
    const isWanted = ([, updatedAt]: readonly [unknown, number | undefined]): boolean =>
      stopBefore === null || updatedAt === undefined || updatedAt >= stopBefore
    return this.#rows
      .filter(isWanted)
      .map((row) => JSON.stringify(row))
      .toSorted()
      .join()
  }

  /** Whether a walk through all pages saw fewer articles than there are. */
  isShort(stopBefore: number | null): boolean {
    if (stopBefore !== null && this.hasPassed(stopBefore)) return false
    return this.distinct < (this.total ?? 0)
  }
}

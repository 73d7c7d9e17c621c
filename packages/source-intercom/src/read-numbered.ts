import type { Batch, Json } from '@ingestr/contract'
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
  let stopBefore = detail.from
  let previous: string | undefined
  for (let count = 1; ; count += 1) {
    const walk = new Walk()
    for await (const page of context.client.listArticles({}, options)) {
      walk.add(page)
      if (bringsNews(page, versions)) {
        yield { page: createPage(page.bytes), checkpoint: unfinished(detail, []), isLast: false }
      }
      if (isStopped(context)) return
      if (stopBefore !== null && walk.hasPassed(stopBefore)) break
    }
    if (count === 1 && detail.kind === 'first') report('records-counted', { count: walk.total ?? null })
    if (walk.isDisordered) stopBefore = null
    const signature = walk.signature(stopBefore)
    const isAgreed = signature === previous
    if (isAgreed && walk.isShort(stopBefore))
      report('records-missing', { read: walk.distinct, count: walk.total ?? null })
    if (!isAgreed && count === maxWalks) report('walks-disagreed', { walks: maxWalks })
    if (isAgreed || count === maxWalks) break
    previous = signature
  }
  yield { checkpoint: finished(detail), isLast: true }
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
  isDisordered = false
  #oldest = Number.POSITIVE_INFINITY
  /** How many articles there are, as the API counted on the last page read. */
  total: number | undefined

  /** How many articles were seen. */
  get distinct(): number {
    return new Set(this.#rows.map(([id]) => id)).size
  }

  add(page: IntercomPage): void {
    this.total = page.envelope.totalCount
    for (const { id, updatedAt } of page.envelope.records) {
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

import type { Batch, Json } from '@ingestr/contract'
import type { IntercomPage } from '@ingestr/intercom-client'
import { createPage } from '@ingestr/records'

import { finished, unfinished } from './plan-detail.ts'
import { isStopped, type ReadContext } from './read-context.ts'

/** Walks that never agree end here: edits newer than the plan's start are read by the next run anyway. */
const maxWalks = 8

/**
 * Reads articles: numbered pages, newest first. An article that is edited or deleted during a walk shifts the others
 * across page bounds, so the walk is repeated until two agree on every (id, updated_at), and on the count. Rows out of
 * order forbid to stop early.
 */
export async function* readNumbered(context: ReadContext): AsyncIterable<Batch> {
  const { detail, options, resource } = context
  const versions = new Map<string, number | undefined>()
  let stopBefore = detail.from
  let previous: string | undefined
  for (let count = 1; count <= maxWalks; count += 1) {
    const walk = new Walk()
    for await (const page of context.client.listArticles({}, options)) {
      walk.add(page)
      if (bringsNews(page, versions)) {
        yield { page: createPage(page.bytes), checkpoint: unfinished(detail, []), isLast: false }
      }
      if (isStopped(context)) return
      if (stopBefore !== null && walk.hasPassed(stopBefore)) break
    }
    const signature = walk.signature(stopBefore)
    if (signature === previous && !walk.isShort(stopBefore)) break
    previous = signature
    if (walk.isDisordered) stopBefore = null
    if (count === maxWalks) reportDisagreement()
  }
  yield { checkpoint: finished(detail), isLast: true }

  function reportDisagreement(): void {
    const fields: Record<string, Json> = { table: resource.table.name, walks: maxWalks }
    options.report?.({ type: 'walks-disagreed', ...fields })
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
  isDisordered = false
  #oldest = Number.POSITIVE_INFINITY
  #total: number | undefined

  add(page: IntercomPage): void {
    this.#total = page.envelope.totalCount
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
    return new Set(this.#rows.map(([id]) => id)).size < (this.#total ?? 0)
  }
}

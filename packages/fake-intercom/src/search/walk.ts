import type { JsonObject } from '../json.ts'
import type { SortedIndex } from '../store/sorted-index.ts'
import type { Version } from '../store/version.ts'
import type { View } from '../store/view.ts'
import type { Cursor } from './cursor.ts'
import type { Filter, IndexedTime } from './filter.ts'
import type { Intervals } from './intervals.ts'

/** In which order, and from where on. */
export interface Walk {
  readonly key: IndexedTime
  readonly direction: 'ascending' | 'descending'
  readonly after: Cursor | undefined
  readonly limit: number
}

/** Reads a record's JSON for the filters that need it. */
export type Read = (version: Version) => JsonObject

/** The next versions that match, at most `limit`. */
export function walk(view: View, filter: Filter, read: Read, options: Walk): Version[] {
  const { key, direction, after, limit } = options
  const index = view.index(key)
  const found: Version[] = []
  const pieces = ranksOf(index, key, filter.within[key])
  const cut = after === undefined ? undefined : index.rank((version) => isBefore(version, key, direction, after))
  for (const [start, end] of direction === 'ascending' ? pieces : pieces.toReversed()) {
    const from = direction === 'ascending' ? Math.max(start, cut ?? start) : start
    const to = direction === 'descending' ? Math.min(end, cut ?? end) : end
    for (const version of index.range(from, to, direction)) {
      if (found.length >= limit) {
        return found
      }
      if (filter.exact === key || filter.matches(version, () => read(version))) {
        found.push(version)
      }
    }
  }
  return found
}

/** Ascending: what the cursor has passed, itself included. Descending: what it has still to come to. */
function isBefore(version: Version, key: IndexedTime, direction: Walk['direction'], cursor: Cursor): boolean {
  if (version[key] !== cursor.seconds) {
    return version[key] < cursor.seconds
  }
  return direction === 'ascending' ? version.id <= cursor.id : version.id < cursor.id
}

function ranksOf(index: SortedIndex<Version>, key: IndexedTime, intervals: Intervals): [start: number, end: number][] {
  return intervals.map(([low, high]) => [
    low === -Infinity ? 0 : index.rank((version) => version[key] < low),
    high === Infinity ? index.size : index.rank((version) => version[key] < high),
  ])
}

/** How many match now. Where records must be asked, the narrower of the two indexes says which. */
export function count(view: View, filter: Filter, read: Read): number {
  const spans = (['createdAt', 'updatedAt'] as const).map((key) => {
    const pieces = ranksOf(view.index(key), key, filter.within[key])
    return { key, pieces, size: pieces.reduce((sum, [start, end]) => sum + Math.max(end - start, 0), 0) }
  })
  const exact = spans.find((span) => span.key === filter.exact)
  if (exact !== undefined) {
    return exact.size
  }
  const [narrow] = spans.toSorted((left, right) => left.size - right.size)
  let matching = 0
  for (const [start, end] of narrow?.pieces ?? []) {
    for (const version of view.index(narrow?.key ?? 'createdAt').range(start, end)) {
      matching += filter.matches(version, () => read(version)) ? 1 : 0
    }
  }
  return matching
}

import type { Version } from '../store/version.ts'
import type { Cursor } from './cursor.ts'
import type { IndexedTime } from './filter.ts'
import type { Selection } from './selection.ts'

/** In which order, and from where on. `key` is what the selection is sorted by. */
export interface Walk {
  readonly key: IndexedTime
  readonly direction: 'ascending' | 'descending'
  readonly after: Cursor | undefined
  readonly limit: number
}

/** The next versions of a selection, at most `limit`. */
export function walk({ index, stretches }: Selection, { key, direction, after, limit }: Walk): Version[] {
  const found: Version[] = []
  const cut = after === undefined ? undefined : index.rank((version) => isBefore(version, key, direction, after))
  for (const [start, end] of direction === 'ascending' ? stretches : stretches.toReversed()) {
    const missing = limit - found.length
    if (direction === 'ascending') {
      const from = Math.max(start, cut ?? start)
      found.push(...index.range(from, Math.min(end, from + missing)))
    } else {
      const to = Math.min(end, cut ?? end)
      found.push(...index.range(Math.max(start, to - missing), to, 'descending'))
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

import { createSortedIndex, type SortedIndex } from '../store/sorted-index.ts'
import { compareBy, type Version } from '../store/version.ts'
import type { View } from '../store/view.ts'
import type { Filter, IndexedTime, Read } from './filter.ts'
import { selectByTime, selectWhole, type Selection } from './selection.ts'

/** What is looked for. `text` is the same for the same filter only. */
interface Sought {
  readonly text: string
  readonly filter: Filter
  readonly key: IndexedTime
  readonly view: View
  readonly read: Read
}

export interface Matches {
  /** The records that match now, sorted by `key`. */
  of(sought: Sought): Selection
}

interface Kept {
  revision: number
  readonly index: SortedIndex<Version>
}

const queryLimit = 200
const entryLimit = 4_000_000

/**
 * Answers dates from the table's own indexes. What other filters find is kept for the queries asked last, so that only the first
 * page of a walk looks at every record; changes of the table are applied to what is kept when it is next asked for.
 */
export function createMatches(): Matches {
  const kept = new Map<string, Kept>()

  function keep(name: string, found: Kept): void {
    kept.delete(name)
    kept.set(name, found)
    let entries = kept.values().reduce((sum, { index }) => sum + index.size, 0)
    for (const [oldest, { index }] of kept) {
      if (oldest === name || (kept.size <= queryLimit && entries <= entryLimit)) {
        return
      }
      kept.delete(oldest)
      entries -= index.size
    }
  }

  return {
    of(sought) {
      const { filter, key, view, text } = sought
      if (filter.exact === key) {
        return selectByTime(view, key, filter.within[key])
      }
      const name = `${key} ${text}`
      const known = kept.get(name)
      const found = known !== undefined && catchUp(known, sought) ? known : scan(sought)
      keep(name, found)
      return selectWhole(found.index)
    },
  }
}

/** Whether the changes since then are still known, and now applied. */
function catchUp(known: Kept, { view, filter, read }: Sought): boolean {
  const changes = view.changesSince(known.revision)
  for (const { before, after } of changes ?? []) {
    if (before !== undefined) {
      known.index.remove(before)
    }
    if (after !== undefined && filter.matches(after, read)) {
      known.index.add(after)
    }
  }
  known.revision = view.revision
  return changes !== undefined
}

/** Looks at what the narrower of the two times allows. */
function scan({ view, filter, key, read }: Sought): Kept {
  const created = selectByTime(view, 'createdAt', filter.within.createdAt)
  const updated = selectByTime(view, 'updatedAt', filter.within.updatedAt)
  const time = created.total <= updated.total ? 'createdAt' : 'updatedAt'
  const matches = filter.remaining(time)
  const { index, stretches } = time === 'createdAt' ? created : updated
  const found: Version[] = []
  for (const [start, end] of stretches) {
    for (const version of index.range(start, end)) {
      if (matches(version, read)) {
        found.push(version)
      }
    }
  }
  const compare = compareBy(key)
  return { revision: view.revision, index: createSortedIndex(compare, time === key ? found : found.toSorted(compare)) }
}

import { createSortedIndex, type SortedIndex } from './sorted-index.ts'
import { compareBy, type SortKey, type Version } from './version.ts'

/** What one listed record was before a change, and what it is after it; undefined where it is not listed. */
interface Change {
  readonly before: Version | undefined
  readonly after: Version | undefined
}

/** A table as one kind of reader sees it: lists see every change at once, search sees it later. */
export interface View {
  /** Counts changes, so that what was worked out for one state can be kept, or brought up to date. */
  readonly revision: number
  /** The changes since a revision, oldest first; undefined where that is too long ago. */
  changesSince(revision: number): readonly Change[] | undefined
  get(id: string): Version | undefined
  put(version: Version): void
  remove(id: string): void
  /** All versions, unlisted ones too, in no promised order. */
  values(): Iterable<Version>
  /** The listed versions in order; made on first use. */
  index(key: SortKey): SortedIndex<Version>
}

/** How many changes are remembered at most; half as many at least. */
const journalLimit = 2000

export function createView(versions: Iterable<Version>): View {
  const byId = new Map<string, Version>()
  for (const version of versions) {
    byId.set(version.id, version)
  }
  const indexes = new Map<SortKey, SortedIndex<Version>>()
  let journal: Change[] = []
  let revision = 0

  function change(id: string, after: Version | undefined): void {
    const known = byId.get(id)
    const before = known?.isListed === true ? known : undefined
    const listed = after?.isListed === true ? after : undefined
    for (const index of indexes.values()) {
      if (before !== undefined) {
        index.remove(before)
      }
      if (listed !== undefined) {
        index.add(listed)
      }
    }
    journal.push({ before, after: listed })
    if (journal.length > journalLimit) {
      journal = journal.slice(journalLimit / 2)
    }
    revision += 1
  }

  return {
    get revision() {
      return revision
    },
    changesSince(earlier) {
      const missed = revision - earlier
      return missed > journal.length ? undefined : journal.slice(journal.length - missed)
    },
    get: (id) => byId.get(id),
    put(version) {
      change(version.id, version)
      byId.set(version.id, version)
    },
    remove(id) {
      change(id, undefined)
      byId.delete(id)
    },
    values: () => byId.values(),
    index(key) {
      const known = indexes.get(key)
      if (known !== undefined) {
        return known
      }
      const compare = compareBy(key)
      const listed = [...byId.values()].filter((version) => version.isListed)
      const index = createSortedIndex(compare, listed.toSorted(compare))
      indexes.set(key, index)
      return index
    },
  }
}

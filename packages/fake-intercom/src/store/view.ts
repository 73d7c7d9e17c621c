import { createSortedIndex, type SortedIndex } from './sorted-index.ts'
import { compareBy, type SortKey, type Version } from './version.ts'

/** A table as one kind of reader sees it: lists see every change at once, search sees it later. */
export interface View {
  /** Counts changes, so that what was worked out for one state can be kept until the next. */
  readonly revision: number
  get(id: string): Version | undefined
  put(version: Version): void
  remove(id: string): void
  /** All versions, unlisted ones too, in no promised order. */
  values(): Iterable<Version>
  /** The listed versions in order; made on first use. */
  index(key: SortKey): SortedIndex<Version>
}

export function createView(versions: Iterable<Version>): View {
  const byId = new Map<string, Version>()
  for (const version of versions) {
    byId.set(version.id, version)
  }
  const indexes = new Map<SortKey, SortedIndex<Version>>()
  let revision = 0

  function forget(id: string): void {
    const version = byId.get(id)
    if (version !== undefined) {
      byId.delete(id)
      for (const index of version.isListed ? indexes.values() : []) {
        index.remove(version)
      }
    }
  }

  return {
    get revision() {
      return revision
    },
    get: (id) => byId.get(id),
    put(version) {
      forget(version.id)
      byId.set(version.id, version)
      for (const index of version.isListed ? indexes.values() : []) {
        index.add(version)
      }
      revision += 1
    },
    remove(id) {
      forget(id)
      revision += 1
    },
    values: () => byId.values(),
    index(key) {
      const known = indexes.get(key)
      if (known !== undefined) {
        return known
      }
      const index = createSortedIndex(
        compareBy(key),
        byId.values().filter((version) => version.isListed),
      )
      indexes.set(key, index)
      return index
    },
  }
}

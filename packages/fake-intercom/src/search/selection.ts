import type { SortedIndex } from '../store/sorted-index.ts'
import type { Version } from '../store/version.ts'
import type { View } from '../store/view.ts'
import type { IndexedTime } from './filter.ts'
import { everything, type Intervals } from './intervals.ts'

/** What a walk reads: some stretches of an index, in its order. */
export interface Selection {
  readonly index: SortedIndex<Version>
  readonly stretches: readonly (readonly [start: number, end: number])[]
  readonly total: number
}

/** The records of a view whose time lies in one of the intervals. */
export function selectByTime(view: View, key: IndexedTime, intervals: Intervals): Selection {
  const index = view.index(key)
  const stretches = intervals.map(([low, high]): [number, number] => [
    low === -Infinity ? 0 : index.rank((version) => version[key] < low),
    high === Infinity ? index.size : index.rank((version) => version[key] < high),
  ])
  return { index, stretches, total: stretches.reduce((sum, [start, end]) => sum + Math.max(end - start, 0), 0) }
}

export function selectAll(view: View, key: IndexedTime): Selection {
  return selectByTime(view, key, everything)
}

export function selectWhole(index: SortedIndex<Version>): Selection {
  return { index, stretches: [[0, index.size]], total: index.size }
}

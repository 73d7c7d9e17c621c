import type { JsonObject } from '../json.ts'
import { everything, intersect, unite, type Intervals } from './intervals.ts'
import type { Version } from '../store/version.ts'

/** The times that a table is indexed by. */
export type IndexedTime = 'createdAt' | 'updatedAt'

/** A query, ready to be asked of any record. */
export interface Filter {
  /** Takes the record as a function, for most queries are answered from the version alone. */
  matches(version: Version, read: () => JsonObject): boolean
  /** Outside of these nothing matches. */
  readonly within: { readonly [time in IndexedTime]: Intervals }
  /** The time whose intervals say all there is to say; undefined where records must be asked. */
  readonly exact: IndexedTime | undefined
}

export const anything: Filter = {
  matches: () => true,
  within: { createdAt: everything, updatedAt: everything },
  exact: 'createdAt',
}

export function allOf(filters: readonly Filter[]): Filter {
  return combine(filters, intersect, (version, read) => filters.every((filter) => filter.matches(version, read)))
}

export function anyOf(filters: readonly Filter[]): Filter {
  return combine(filters, unite, (version, read) => filters.some((filter) => filter.matches(version, read)))
}

function combine(
  filters: readonly Filter[],
  join: (left: Intervals, right: Intervals) => Intervals,
  matches: Filter['matches'],
): Filter {
  const [first] = filters
  const isSame = filters.every((filter) => filter.exact === first?.exact)
  return {
    matches,
    within: {
      createdAt: filters.map((filter) => filter.within.createdAt).reduce(join),
      updatedAt: filters.map((filter) => filter.within.updatedAt).reduce(join),
    },
    exact: isSame ? first?.exact : undefined,
  }
}

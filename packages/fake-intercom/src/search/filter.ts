import type { JsonValue } from '../json.ts'
import type { Version } from '../store/version.ts'
import { contains, everything, intersect, unite, type Intervals } from './intervals.ts'

/** The times that a table is indexed by. */
export type IndexedTime = 'createdAt' | 'updatedAt'

/** Tells what is at a path of a record, for the filters that the version alone does not answer. */
export type Read = (version: Version, path: readonly string[]) => readonly JsonValue[]

/** A query, ready to be asked of any record. */
export interface Filter {
  matches(version: Version, read: Read): boolean
  /** What is still to be asked of records that lie within its intervals of that time. */
  remaining(time: IndexedTime): Filter['matches']
  /** Outside of these nothing matches. */
  readonly within: { readonly [time in IndexedTime]: Intervals }
  /** The time whose intervals say all there is to say; undefined where records must be asked. */
  readonly exact: IndexedTime | undefined
}

const always = (): boolean => true

export const anything: Filter = {
  matches: always,
  remaining: () => always,
  within: { createdAt: everything, updatedAt: everything },
  exact: 'createdAt',
}

export const nothing: Filter = {
  matches: () => false,
  remaining: () => () => false,
  within: { createdAt: [], updatedAt: [] },
  exact: 'createdAt',
}

/** A filter on one of the times that tables are indexed by. */
export function atTime(time: IndexedTime, intervals: Intervals): Filter {
  const matches: Filter['matches'] = (version) => contains(intervals, version[time])
  return {
    matches,
    remaining: (other) => (other === time ? always : matches),
    within: { ...anything.within, [time]: intervals },
    exact: time,
  }
}

/** A filter that must be asked of every record. */
export function asked(matches: Filter['matches']): Filter {
  return { matches, remaining: () => matches, within: anything.within, exact: undefined }
}

export function allOf(filters: readonly Filter[]): Filter {
  return {
    ...combine(filters, intersect),
    matches: (version, read) => filters.every((filter) => filter.matches(version, read)),
    remaining(time) {
      const rest = filters.filter((filter) => filter.exact !== time).map((filter) => filter.remaining(time))
      const [only = always] = rest
      return rest.length < 2 ? only : (version, read) => rest.every((matches) => matches(version, read))
    },
  }
}

export function anyOf(filters: readonly Filter[]): Filter {
  const matches: Filter['matches'] = (version, read) => filters.some((filter) => filter.matches(version, read))
  return { ...combine(filters, unite), matches, remaining: () => matches }
}

function combine(
  filters: readonly Filter[],
  join: (left: Intervals, right: Intervals) => Intervals,
): Pick<Filter, 'within' | 'exact'> {
  const [first] = filters
  const isSame = filters.every((filter) => filter.exact === first?.exact)
  return {
    within: {
      createdAt: filters.map((filter) => filter.within.createdAt).reduce(join),
      updatedAt: filters.map((filter) => filter.within.updatedAt).reduce(join),
    },
    exact: isSame ? first?.exact : undefined,
  }
}

/** A filter of the search endpoints: one condition, or several joined. */
export type SearchFilter =
  | { readonly field: string; readonly operator: string; readonly value: number | string }
  | { readonly operator: 'AND' | 'OR'; readonly value: readonly SearchFilter[] }

/** How a search reads a bound on a date field. */
export type DateMatching = 'calendar-day' | 'second'

/** How the search at a path reads dates, up to API 2.16; from 2.17 on all read seconds, which filters for days admit too. */
export function matchingOf(path: string): DateMatching {
  return path.startsWith('/contacts/') ? 'calendar-day' : 'second'
}

/** Bounds in unix seconds, `[lower, upper)`; null is open. */
export type Bounds = { readonly lower: number | null; readonly upper: number | null }

/** A date that records have all their life, or that each change moves. */
export type DateField = 'created_at' | 'updated_at'

/**
 * A filter that admits at least `[lower, upper)`, whichever way the API reads it. Contacts: up to 2.16 a bound means a
 * calendar day in the workspace's timezone, `>` the days after it, `<` the days before it; from 2.17 on it means the
 * second. `=` or `>` the lower bound, and `=` or `<` the last second before the upper one, take in their own days, in any
 * timezone, and are right by the second too; bounds on midnights of the right timezone bring nothing more. Conversations:
 * whether `>` and `<` admit the bound itself is documented both ways, so each bound is moved out by a second. What is too
 * much is dropped by the exact range of the plan.
 */
export function dateFilter(field: DateField, bounds: Bounds, matching: DateMatching): SearchFilter {
  const filters: SearchFilter[] = []
  if (bounds.lower !== null) filters.push(atLeast(field, bounds.lower, matching))
  if (bounds.upper !== null) filters.push(before(field, bounds.upper, matching))
  // A search needs a filter; every record was created after 1970.
  return allOf(filters) ?? { field, operator: '>', value: 0 }
}

/**
 * A filter that admits nothing outside of `[lower, upper]`, whichever way the API reads it, and is for counting: what it
 * admits must have been read. Bounds of contacts are to be midnights.
 */
export function countFilter(field: DateField, bounds: Bounds, matching: DateMatching): SearchFilter {
  const { lower, upper } = bounds
  const filters: SearchFilter[] = []
  // The day of the last second before a midnight is the day before: what is after it begins at the midnight.
  if (lower !== null) filters.push({ field, operator: '>', value: matching === 'second' ? lower : lower - 1 })
  if (upper !== null) filters.push({ field, operator: '<', value: upper })
  return allOf(filters) ?? { field, operator: '>', value: 0 }
}

/** One filter that admits what all of them admit; undefined for none. */
export function allOf(filters: readonly SearchFilter[]): SearchFilter | undefined {
  const flat = filters.flatMap((filter) => ('field' in filter || filter.operator === 'OR' ? [filter] : filter.value))
  return flat.length < 2 ? flat[0] : { operator: 'AND', value: flat }
}

function atLeast(field: DateField, second: number, matching: DateMatching): SearchFilter {
  if (matching === 'second') return { field, operator: '>', value: second - 1 }
  return either(field, '>', second)
}

function before(field: DateField, second: number, matching: DateMatching): SearchFilter {
  if (matching === 'second') return { field, operator: '<', value: second }
  return either(field, '<', second - 1)
}

function either(field: DateField, operator: '<' | '>', value: number): SearchFilter {
  return {
    operator: 'OR',
    value: [
      { field, operator: '=', value },
      { field, operator, value },
    ],
  }
}

/** A filter of the search endpoints: one condition, or several joined. */
export type SearchFilter =
  | { readonly field: string; readonly operator: string; readonly value: number }
  | { readonly operator: 'AND' | 'OR'; readonly value: readonly SearchFilter[] }

/** A search with the order that its rows come in. */
export interface Search {
  readonly query: SearchFilter
  readonly sort: { readonly field: string; readonly order: 'ascending' | 'descending' }
}

/** How a search reads a bound on a date field. */
export type DateMatching = 'calendar-day' | 'second'

/** Bounds in unix seconds, `[lower, upper)`; null is open. */
export interface Bounds {
  readonly lower: number | null
  readonly upper: number | null
}

/**
 * A filter that admits at least `[lower, upper)`, whichever way the API reads it. Contacts: up to 2.16 a bound means a
 * calendar day in the workspace's timezone, `>` the days after it, `<` the days before it; from 2.17 on it means the
 * second. `=` or `>` the lower bound, and `=` or `<` the upper one, take in the bound's own day, in any timezone, and are
 * right by the second too. Conversations: whether `>` and `<` admit the bound itself is documented both ways, so each
 * bound is moved out by a second. What is too much is dropped by the exact range of the plan.
 */
export function dateFilter(field: 'created_at' | 'updated_at', bounds: Bounds, matching: DateMatching): SearchFilter {
  const filters: SearchFilter[] = []
  if (bounds.lower !== null) filters.push(atLeast(field, bounds.lower, matching))
  if (bounds.upper !== null) filters.push(atMost(field, bounds.upper, matching))
  const [first, ...others] = filters
  // A search needs a filter; every record was created after 1970.
  if (first === undefined) return { field, operator: '>', value: 0 }
  return others.length === 0 ? first : { operator: 'AND', value: filters }
}

function atLeast(field: string, second: number, matching: DateMatching): SearchFilter {
  if (matching === 'second') return { field, operator: '>', value: second - 1 }
  return {
    operator: 'OR',
    value: [
      { field, operator: '=', value: second },
      { field, operator: '>', value: second },
    ],
  }
}

function atMost(field: string, second: number, matching: DateMatching): SearchFilter {
  if (matching === 'second') return { field, operator: '<', value: second + 1 }
  return {
    operator: 'OR',
    value: [
      { field, operator: '=', value: second },
      { field, operator: '<', value: second },
    ],
  }
}

import type { Json, RunRecord } from '@ingestr/contract'

/** Columns of the counts that have one, by the name of the count. */
const countColumns = {
  requests: 'requests',
  retries: 'retries',
  received: 'received',
  kept: 'kept',
  inserted: 'inserted',
  updated: 'updated',
  merged: 'merged',
  unchanged: 'unchanged',
  rows: 'rows',
  apiCount: 'api_count',
  apiCountBefore: 'api_count_before',
  apiCountAfter: 'api_count_after',
  planned: 'planned',
  read: 'read',
  duplicates: 'duplicates',
  truncatedLists: 'truncated_lists',
  missing: 'missing',
  discarded: 'discarded',
} as const

/** A column of `run_tables` that holds a count. */
export type CountColumn = (typeof countColumns)[keyof typeof countColumns]

type SplitCounts = {
  readonly known: ReadonlyMap<string, number | null>
  readonly others: { readonly [name: string]: Json }
}

/** Counts by column. One that is not a whole number stays with the others, so that nothing is lost. */
export function splitCounts(counts: RunRecord['counts']): SplitCounts {
  const others = new Map(Object.entries(counts))
  const known = new Map(Object.entries(countColumns).map(([name, column]) => [column, take(name)] as const))
  return { known, others: Object.fromEntries(others) }

  function take(name: string): number | null {
    const count = others.get(name) ?? null
    const isWhole = typeof count === 'number' && Number.isSafeInteger(count)
    if (isWhole || count === null) others.delete(name)
    return isWhole ? count : null
  }
}

/** Counts by name again, from a row and what had no column. A column that an older version did not have is null. */
export function joinCounts(
  row: Readonly<Record<string, Json>>,
  others: Readonly<Record<string, Json>>,
): RunRecord['counts'] {
  const known = Object.entries(countColumns).map(([name, column]) => {
    const count = row[column] ?? null
    // Executors give 64-bit integers as text.
    return [name, typeof count === 'string' ? Number(count) : count] as const
  })
  return { ...Object.fromEntries(known), ...others }
}

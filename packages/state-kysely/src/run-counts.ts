import type { Json, RunRecord } from '@ingestr/contract'

/** Counts that have a column of their own. */
type KnownCount =
  | 'apiCount'
  | 'inserted'
  | 'kept'
  | 'received'
  | 'requests'
  | 'retries'
  | 'rows'
  | 'unchanged'
  | 'updated'

type SplitCounts = {
  readonly known: { readonly [Name in KnownCount]: number | null }
  readonly others: { readonly [name: string]: Json }
}

/** A known count that is not a whole number stays with the others, so that nothing is lost. */
export function splitCounts(counts: RunRecord['counts']): SplitCounts {
  const others = new Map(Object.entries(counts))
  const known = {
    requests: take('requests'),
    retries: take('retries'),
    received: take('received'),
    kept: take('kept'),
    inserted: take('inserted'),
    updated: take('updated'),
    unchanged: take('unchanged'),
    rows: take('rows'),
    apiCount: take('apiCount'),
  }
  return { known, others: Object.fromEntries(others) }

  function take(name: KnownCount): number | null {
    const count = others.get(name) ?? null
    const isWhole = typeof count === 'number' && Number.isSafeInteger(count)
    if (isWhole || count === null) others.delete(name)
    return isWhole ? count : null
  }
}

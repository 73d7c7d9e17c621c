import type { RunRow } from '../store/tables.ts'

/** What a backfill reads: what was updated `from`, up to but without `to`. Undefined for runs that go on from the cursor. */
export function intervalOf({
  interval_from: from,
  interval_to: to,
}: Pick<RunRow, 'interval_from' | 'interval_to'>): { readonly from: string; readonly to: string } | undefined {
  return from === null || to === null ? undefined : { from, to }
}

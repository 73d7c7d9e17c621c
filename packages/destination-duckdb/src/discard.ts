import type { CallOptions, Outcome } from '@ingestr/contract'

import type { Breach } from './schema-contract.ts'
import type { Session } from './session.ts'
import { countRows, type StageScope } from './stage-scope.ts'

type DiscardOptions = CallOptions & {
  readonly scope: StageScope
  readonly breaches: readonly Breach[]
  /** Whether a breach costs the row, not the value alone. */
  readonly dropsRow: (breach: Breach) => boolean
  /** The table, for people. */
  readonly target: string
}

/** What is left of the scope, and how many rows and values are not, by column. A value that does not fit is cast to null. */
export async function discardBreaches(
  session: Session,
  options: DiscardOptions,
): Promise<{ readonly scope: StageScope; readonly discarded: ReadonlyMap<string, number> }> {
  const { scope, breaches, dropsRow, target } = options
  const ofRows = breaches.filter(dropsRow)
  const ofValues = breaches.filter((breach) => !dropsRow(breach))
  const left = { ...scope, where: [scope.where, ...ofRows.map(({ condition }) => `NOT ${condition}`)].join(' AND ') }
  const counts = ofValues.map(({ condition }) => `count(*) FILTER (${condition})`)
  const values = counts.length === 0 ? [] : await countRows(session, left, counts, options)
  const rows = await countAtFirst(session, ofRows, options)
  const sums = [...ofRows, ...ofValues].map(
    ({ column }, index) => [`${target}.${column.name}`, [...rows, ...values][index] ?? 0] as const,
  )
  return { scope: left, discarded: new Map(sums.filter(([, count]) => count > 0)) }
}

/** How many rows each breach costs, where a row counts at the first only. */
async function countAtFirst(
  session: Session,
  breaches: readonly Breach[],
  { scope, signal }: DiscardOptions,
): Promise<readonly number[]> {
  if (breaches.length === 0) return []
  const cases = breaches.map(({ condition }, index) => `WHEN ${condition} THEN ${index}`).join(' ')
  const first = `CASE ${cases} END`
  const counts = breaches.map((_, index) => `count(*) FILTER (${first} = ${index})`)
  return countRows(session, scope, counts, { signal })
}

/** What all tables of a load have discarded; left out where it is nothing. */
export function allDiscarded(
  outcomes: ReadonlyArray<{ readonly discarded: ReadonlyMap<string, number> }>,
): Pick<Outcome, 'discarded'> {
  const discarded = new Map(outcomes.flatMap((outcome) => [...outcome.discarded]))
  return discarded.size === 0 ? {} : { discarded }
}

import type { CallOptions } from '@ingestr/contract'

import type { Session } from './session.ts'

/** Stored rows from one number (`rowid`) to another, both included. */
type Stretch = { readonly first: number; readonly last: number }

/** DuckDB looks at so many rows at a time: a smaller gap saves nothing. */
const vectorRows = 2048
const mostStretches = 32

/**
 * A query for those rows of a table whose numbers `numbers` has, or more of them, with the columns and the number as `stored`. DuckDB skips
 * what lies outside of a range of row numbers; of what a join or a list of numbers leaves out, it reads all columns (1.5.5, measured). What
 * was written lately lies together, at the end of the table.
 */
export async function storedRowsQuery(
  session: Session,
  source: { readonly table: string; readonly columns: readonly string[]; readonly numbers: string },
  options: CallOptions,
): Promise<string> {
  const { table, columns, numbers } = source
  const chosen = `SELECT ${['rowid AS stored', ...columns].join(', ')} FROM ${table}`
  const stretches = await findStretches(session, numbers, options)
  return stretches.map(({ first, last }) => `${chosen} WHERE rowid BETWEEN ${first} AND ${last}`).join(' UNION ALL ')
}

/** Cut at the widest gaps. */
async function findStretches(session: Session, numbers: string, options: CallOptions): Promise<readonly Stretch[]> {
  const each = `SELECT stored, lag(stored) OVER (ORDER BY stored) AS before, max(stored) OVER () AS greatest FROM (${numbers})`
  const begins = await session.rows(
    `SELECT stored, before, greatest FROM (${each}) WHERE before IS NULL OR stored - before > ${vectorRows} ORDER BY stored - before DESC NULLS FIRST LIMIT ${mostStretches}`,
    [],
    options,
  )
  const firsts = begins.map(({ stored }) => Number(stored)).toSorted(ascending)
  const lasts = begins.map(({ before = null, greatest }) => Number(before ?? greatest)).toSorted(ascending)
  return firsts.map((first, index) => ({ first, last: lasts[index] ?? first }))
}

function ascending(one: number, other: number): number {
  return one - other
}

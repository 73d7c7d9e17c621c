import type { CallOptions } from '@ingestr/contract'

import type { Session } from './session.ts'

/** A stage, and which of its rows count. */
export type StageScope = { readonly stage: string; readonly where: string }

/** Aggregates over the rows of a scope, as numbers in their order. */
export async function countRows(
  session: Session,
  scope: StageScope,
  counts: readonly string[],
  options: CallOptions,
): Promise<readonly number[]> {
  const [row = []] = await session.texts(
    `SELECT ${counts.map((count, index) => `${count} AS c${index}`).join(', ')} FROM ${scope.stage} WHERE ${scope.where}`,
    [],
    options,
  )
  return row.map(Number)
}

import type { CallOptions } from '@ingestr/contract'

import { castCell, fitsAlways } from './cell.ts'
import { inferredTypes, widerTypes } from './column-type.ts'
import { quoteName } from './identifier.ts'
import { isIntegerType, lastExactInteger } from './number-type.ts'
import type { Session } from './session.ts'
import type { StagedColumn } from './staged-column.ts'

/** Staged cells to be fitted: the stage, and which of its rows count. */
export type FitScope = { readonly stage: string; readonly where: string }

/** A staged column, the type it should have, and where values of that type are already (undefined: nowhere). */
export type FitRequest = {
  readonly column: StagedColumn
  readonly type: string
  readonly stored?: { readonly table: string; readonly column: string } | undefined
}

/** The types that hold every staged cell and every stored value, in the order of the requests. */
export async function fitTypes(
  session: Session,
  scope: FitScope,
  requests: readonly FitRequest[],
  options: CallOptions,
): Promise<readonly string[]> {
  const misfits = await countMisfits(session, scope, requests, options)
  const types: string[] = []
  for (const [index, request] of requests.entries()) {
    types.push((misfits[index] ?? 0) === 0 ? request.type : await widen(session, scope, request, options))
  }
  return types
}

/** The narrowest types for unknown columns; undefined for one whose cells are all null. */
export async function inferTypes(
  session: Session,
  scope: FitScope,
  columns: readonly StagedColumn[],
  options: CallOptions,
): Promise<ReadonlyArray<string | undefined>> {
  if (columns.length === 0) return []
  const counts = columns.flatMap((column) => {
    const fits = inferredTypes.map((type) => `(${inferredCell(column, type)}) IS NOT NULL`)
    return ['true', ...fits].map(
      (condition) => `count(*) FILTER (${quoteName(column.name)} IS NOT NULL AND ${condition})`,
    )
  })
  const found = await countRows(session, scope, counts, options)
  const width = inferredTypes.length + 1
  return columns.map((_, index) => {
    const [total = 0, ...fitting] = found.slice(index * width, (index + 1) * width)
    return total === 0 ? undefined : inferredTypes[fitting.indexOf(total)]
  })
}

/** Only lists and objects make a JSON column. */
function inferredCell(column: StagedColumn, type: string): string {
  const cell = castCell(column, type)
  return type === 'JSON' ? `CASE WHEN json_type(${cell}) IN ('ARRAY', 'OBJECT') THEN ${cell} END` : cell
}

async function countMisfits(
  session: Session,
  scope: FitScope,
  requests: readonly FitRequest[],
  options: CallOptions,
): Promise<readonly number[]> {
  if (requests.every(({ type }) => fitsAlways(type))) return []
  const counts = requests.map(({ column, type }) =>
    fitsAlways(type)
      ? '0'
      : `count(*) FILTER (${quoteName(column.name)} IS NOT NULL AND (${castCell(column, type)}) IS NULL)`,
  )
  return countRows(session, scope, counts, options)
}

async function widen(session: Session, scope: FitScope, request: FitRequest, options: CallOptions): Promise<string> {
  for (const type of widerTypes(request.type)) {
    const [misfits = 0] = await countMisfits(session, scope, [{ ...request, type }], options)
    if (misfits === 0 && (await holdsStored(session, request, type, options))) return type
  }
  return 'VARCHAR'
}

/** A DOUBLE skips integers beyond 2^53: a column that has one goes on to VARCHAR. */
async function holdsStored(
  session: Session,
  { stored, type: from }: FitRequest,
  to: string,
  options: CallOptions,
): Promise<boolean> {
  if (stored === undefined || to !== 'DOUBLE' || !isIntegerType(from)) return true
  const value = quoteName(stored.column)
  const beyond = `${value} NOT BETWEEN -${lastExactInteger} AND ${lastExactInteger}`
  return (await session.rows(`SELECT 1 FROM ${stored.table} WHERE ${beyond} LIMIT 1`, [], options)).length === 0
}

async function countRows(
  session: Session,
  scope: FitScope,
  counts: readonly string[],
  options: CallOptions,
): Promise<readonly number[]> {
  const [row = {}] = await session.rows(
    `SELECT ${counts.map((count, index) => `${count} AS c${index}`).join(', ')} FROM ${scope.stage} WHERE ${scope.where}`,
    [],
    options,
  )
  return counts.map((_, index) => Number(row[`c${index}`]))
}

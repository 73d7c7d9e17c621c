import type { CallOptions, TableDefinition } from '@ingestr/contract'

import { bookkeepingValue, isBookkeeping, type RunMark } from './bookkeeping.ts'
import { quoteName } from './identifier.ts'
import { itemColumn, pageColumn } from './page-reader.ts'
import type { Session } from './session.ts'
import type { PlannedColumn, TablePlan } from './table-plan.ts'
import { typedRows, versionColumn, versionOf, versionOfStored } from './typed-rows.ts'

/** What became of the rows of a commit. */
export type RowCounts = { readonly inserted: number; readonly updated: number; readonly unchanged: number }

export type RowOptions = CallOptions & {
  /** Quoted. */
  readonly table: string
  readonly plan: TablePlan
  readonly definition: TableDefinition
  readonly run: RunMark
}

/** Adds every row of the commit. */
export async function appendRows(session: Session, options: RowOptions): Promise<RowCounts> {
  const inserted = await insertRows(session, options)
  return { inserted, updated: 0, unchanged: 0 }
}

/**
 * One row for each key: the highest version wins, then the later row. Rows that are older than the stored one, or the
 * same, change nothing. Rows without a key are added.
 */
export async function mergeRows(session: Session, options: RowOptions): Promise<RowCounts> {
  const keys = keyColumns(options.plan, options.definition)
  if (keys.length === 0) return appendRows(session, options)
  const repeated = await dropRepeated(session, keys, options)
  const outdated = await dropOutdated(session, keys, options)
  const same = await dropSame(session, keys, options)
  const match = keys.map((key) => `stored.${key} = fresh.${key}`).join(' AND ')
  const updated = await session.count(
    `SELECT count(*) FROM ${typedRows} fresh WHERE EXISTS (FROM ${options.table} stored WHERE ${match})`,
    options,
  )
  if (updated > 0) {
    await session.run(`DELETE FROM ${options.table} stored USING ${typedRows} fresh WHERE ${match}`, [], options)
  }
  const written = await insertRows(session, options)
  return { inserted: written - updated, updated, unchanged: repeated + outdated + same }
}

async function dropRepeated(session: Session, keys: readonly string[], options: RowOptions): Promise<number> {
  const isWhole = keys.map((key) => `${key} IS NOT NULL`).join(' AND ')
  const [found] = await session.rows(
    `SELECT count(*) AS rows, count(DISTINCT (${keys.join(', ')})) AS keys FROM ${typedRows} WHERE ${isWhole}`,
    [],
    options,
  )
  if (found === undefined || found['rows'] === found['keys']) return 0
  const order = `${versionColumn} DESC NULLS LAST, ${pageColumn} DESC, ${itemColumn} DESC`
  const rank = `row_number() OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${order})`
  const repeated = `SELECT rowid FROM ${typedRows} WHERE ${isWhole} QUALIFY ${rank} > 1`
  return session.run(`DELETE FROM ${typedRows} WHERE rowid IN (${repeated})`, [], options)
}

async function dropOutdated(session: Session, keys: readonly string[], options: RowOptions): Promise<number> {
  if (!options.plan.exists || versionOf(options.plan, options.definition) === undefined) return 0
  const stored = versionOfStored(options.plan, options.definition, 'stored')
  const isOlder = `(${stored} > fresh.${versionColumn} OR (fresh.${versionColumn} IS NULL AND ${stored} IS NOT NULL))`
  return dropWhere(session, keys, isOlder, options)
}

/** Bookkeeping aside, every column must be the same, those too that this load does not fill. */
async function dropSame(session: Session, keys: readonly string[], options: RowOptions): Promise<number> {
  if (!options.plan.exists) return 0
  const comparisons = options.plan.columns
    .filter((column) => column.source !== undefined || !isBookkeeping(column.name))
    .map(({ name, source }) => {
      const value = `stored.${quoteName(name)}`
      return source === undefined ? `${value} IS NULL` : `${value} IS NOT DISTINCT FROM fresh.${quoteName(name)}`
    })
  return dropWhere(session, keys, comparisons.join(' AND '), options)
}

async function dropWhere(
  session: Session,
  keys: readonly string[],
  condition: string,
  options: RowOptions,
): Promise<number> {
  const match = keys.map((key) => `stored.${key} = fresh.${key}`).join(' AND ')
  const found = `SELECT fresh.rowid FROM ${typedRows} fresh JOIN ${options.table} stored ON ${match} WHERE ${condition}`
  return session.run(`DELETE FROM ${typedRows} WHERE rowid IN (${found})`, [], options)
}

async function insertRows(session: Session, { table, plan, run, signal }: RowOptions): Promise<number> {
  const filled = plan.columns.filter((column) => column.source !== undefined || isBookkeeping(column.name))
  const names = filled.map((column) => quoteName(column.name)).join(', ')
  const values = filled.map((column) => valueOf(column, run)).join(', ')
  return session.run(`INSERT INTO ${table} (${names}) SELECT ${values} FROM ${typedRows}`, [], { signal })
}

function valueOf({ name, type, source }: PlannedColumn, run: RunMark): string {
  return source === undefined ? bookkeepingValue(name, type, run) : quoteName(name)
}

/** The key's columns, quoted, by their names in the table. */
function keyColumns(plan: TablePlan, definition: TableDefinition): readonly string[] {
  return definition.primaryKey.flatMap((key) => {
    const column = plan.columns.find(({ source }) => source?.name === key)
    return column === undefined ? [] : [quoteName(column.name)]
  })
}

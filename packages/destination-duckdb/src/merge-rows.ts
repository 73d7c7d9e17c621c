import type { CallOptions } from '@ingestr/contract'

import { isBookkeeping } from './bookkeeping.ts'
import { castCell } from './cell.ts'
import { checkedValue, type CommitRows } from './commit-rows.ts'
import {
  findFreshRows,
  freshRows,
  keyColumns,
  rowColumn,
  versionColumn,
  versionOf,
  versionOfStored,
} from './fresh-rows.ts'
import { quoteName } from './identifier.ts'
import { insertRows, type RowOptions } from './insert-rows.ts'
import { itemColumn, pageColumn } from './page-reader.ts'
import type { RowPositions } from './record-copies.ts'
import type { Session } from './session.ts'
import { countRows } from './stage-scope.ts'
import { storedRowsQuery } from './stored-rows-query.ts'

/** What became of the rows of a commit. */
export type RowCounts = { readonly inserted: number; readonly updated: number; readonly unchanged: number }

/** Pairs of a fresh row and a stored one that have the same key. */
const matches = '_ingestr_matches'

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
  const keys = keyColumns(options.plan, options.definition).map(({ name }) => quoteName(name))
  if (keys.length === 0) return appendRows(session, options)
  for (const statement of [findFreshRows(options), ...findMatches(keys, options)]) session.soon(statement)
  let found = await countFresh(session, keys, options)
  const repeated = found.repeated === 0 ? 0 : await dropRepeated(session, keys, options)
  if (repeated > 0) {
    for (const statement of findMatches(keys, options)) session.soon(statement)
    found = await countFresh(session, keys, options)
  }
  const { unchanged, updated } = await dropMatched(session, found, options)
  const dropped = repeated + unchanged
  const written = dropped === 0 ? await insertRows(session, options) : await insertFresh(session, dropped, options)
  return { inserted: written - updated, updated, unchanged: dropped }
}

/** Where most of the rows in files are not to be written, the others are read from a copy. */
async function insertFresh(session: Session, dropped: number, options: RowOptions): Promise<number> {
  const { rows } = options
  const fresh = { ...options, where: isFresh(rows) }
  if (options.count === undefined) return insertRows(session, fresh)
  const count = options.count - dropped
  if (count === 0) return 0
  if (2 * count > options.count) return insertRows(session, { ...fresh, count })
  await using copied = await rows.cellsOf(await positionsOf(session, freshRows, options))
  return await insertRows(session, { ...fresh, count, rows: { ...rows, cells: copied.cells } })
}

function isFresh({ isStaged }: CommitRows): string {
  if (isStaged) return `rowid IN (SELECT ${rowColumn} FROM ${freshRows})`
  const position = `row(${pageColumn}, ${itemColumn})`
  return `${position} IN (SELECT ${position} FROM ${freshRows})`
}

/**
 * Statements that pair fresh rows with stored ones of the same key; none where there is no table. Only the keys and versions of the whole
 * table are looked at; the rest only where versions are equal.
 */
function findMatches(keys: readonly string[], options: RowOptions): readonly string[] {
  const { plan, definition, table } = options
  if (!plan.exists) return []
  const hasVersion = versionOf(plan, definition) !== undefined
  const stored = versionOfStored(plan, definition, 'stored')
  const fresh = `fresh.${versionColumn}`
  const isOlder = hasVersion ? `coalesce(${stored} > ${fresh}, ${stored} IS NOT NULL AND ${fresh} IS NULL)` : 'false'
  const isTie = hasVersion ? `${stored} IS NOT DISTINCT FROM ${fresh}` : 'true'
  const match = keys.map((key) => `stored.${key} = fresh.${key}`).join(' AND ')
  return [
    `CREATE OR REPLACE TEMP TABLE ${matches} AS SELECT fresh.${rowColumn}, stored.rowid AS stored, ${isOlder} AS is_older, ${isTie} AS is_tie FROM ${freshRows} fresh JOIN ${table} stored ON ${match}`,
  ]
}

/** How many fresh rows have the key of another one, and how many pairs there are, of which kinds. */
type FreshCounts = {
  readonly repeated: number
  readonly matched: number
  readonly older: number
  readonly ties: number
}

async function countFresh(session: Session, keys: readonly string[], options: RowOptions): Promise<FreshCounts> {
  const ofRows = `SELECT count(*) - count(DISTINCT (${keys.join(', ')})) AS repeated FROM ${freshRows} WHERE ${isWhole(keys)}`
  const none = 'SELECT 0 AS matched, 0 AS older, 0 AS ties'
  const ofMatches = options.plan.exists
    ? `SELECT count(*) AS matched, count(*) FILTER (is_older) AS older, count(*) FILTER (is_tie) AS ties FROM ${matches}`
    : none
  const kinds = ['repeated', 'matched', 'older', 'ties']
  const both = `((${ofRows}) CROSS JOIN (${ofMatches}))`
  const [repeated = 0, matched = 0, older = 0, ties = 0] = await countRows(
    session,
    { stage: both, where: 'true' },
    kinds,
    options,
  )
  return { repeated, matched, older, ties }
}

function isWhole(keys: readonly string[]): string {
  return keys.map((key) => `${key} IS NOT NULL`).join(' AND ')
}

async function dropRepeated(session: Session, keys: readonly string[], options: CallOptions): Promise<number> {
  const order = `${versionColumn} DESC NULLS LAST, ${pageColumn} DESC, ${itemColumn} DESC`
  const rank = `row_number() OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${order})`
  const repeated = `SELECT rowid FROM ${freshRows} WHERE ${isWhole(keys)} QUALIFY ${rank} > 1`
  return session.run(`DELETE FROM ${freshRows} WHERE rowid IN (${repeated})`, [], options)
}

/** Drops fresh rows that are older than a stored one, or the same, and deletes the stored ones that the others replace. */
async function dropMatched(
  session: Session,
  { matched, older, ties }: FreshCounts,
  options: RowOptions,
): Promise<{ readonly unchanged: number; readonly updated: number }> {
  if (matched === 0) return { unchanged: 0, updated: 0 }
  const outdated = older === 0 ? 0 : await dropWhere(session, 'is_older', options)
  const same = ties === 0 ? 0 : await dropSame(session, options)
  const updated = await session.count(`SELECT count(DISTINCT ${rowColumn}) FROM ${matches}`, options)
  if (updated > 0) {
    await session.run(`DELETE FROM ${options.table} WHERE rowid IN (SELECT stored FROM ${matches})`, [], options)
  }
  return { unchanged: outdated + same, updated }
}

/** Bookkeeping aside, every column must be the same, those too that this load does not fill. */
async function dropSame(session: Session, options: RowOptions): Promise<number> {
  const { plan, table } = options
  const compared = plan.columns.filter((column) => column.source !== undefined || !isBookkeeping(column.name))
  const comparisons = compared.map(({ name, source }) => {
    const value = `stored.${quoteName(name)}`
    return source === undefined ? `${value} IS NULL` : `${value} IS NOT DISTINCT FROM fresh.${quoteName(name)}`
  })
  const columns = compared.map(({ name }) => quoteName(name))
  const numbers = `SELECT stored FROM ${matches} WHERE is_tie`
  const stored = await storedRowsQuery(session, { table, columns, numbers }, options)
  await using tied = await tiedRows(session, options)
  const joined = `${matches} m JOIN (${stored}) stored USING (stored) JOIN (${tied.query}) fresh USING (${rowColumn})`
  // Until it has ended, the files of the tied rows are needed.
  return await dropWhere(
    session,
    `rowid IN (SELECT m.rowid FROM ${joined} WHERE m.is_tie AND ${comparisons.join(' AND ')})`,
    options,
  )
}

/** A query for the fresh rows whose version is stored, or more of them, with their values. */
async function tiedRows(session: Session, options: RowOptions): Promise<AsyncDisposable & { readonly query: string }> {
  const { plan, rows } = options
  const positions = rows.isStaged ? new Map() : await positionsOf(session, tied, options)
  const { cells, ...files } = await rows.cellsOf(positions)
  const values = plan.columns.flatMap(({ name, type, source }) => {
    if (source === undefined) return []
    return [`${checkedValue(rows, source, castCell(source, type))} AS ${quoteName(name)}`]
  })
  const number = rows.isStaged ? `rowid AS ${rowColumn}` : rowColumn
  const from = rows.isStaged ? cells : `${cells} JOIN (${tiedPositions}) USING (${pageColumn}, ${itemColumn})`
  return { query: `SELECT ${[number, ...values].join(', ')} FROM ${from}`, ...files }
}

const tied = `${freshRows} SEMI JOIN (FROM ${matches} WHERE is_tie) USING (${rowColumn})`
const tiedPositions = `SELECT ${[rowColumn, pageColumn, itemColumn].join(', ')} FROM ${tied}`

/** Where the rows of a relation are in the files. */
async function positionsOf(session: Session, relation: string, options: CallOptions): Promise<RowPositions> {
  const found = await session.texts(
    `SELECT ${pageColumn}, string_agg(${itemColumn}, ',') FROM ${relation} GROUP BY ALL`,
    [],
    options,
  )
  return new Map(found.map(([page, items = '']) => [Number(page), new Set(items.split(',').map(Number))]))
}

/** Drops the fresh rows of the matches that the condition holds for, and all matches of theirs. Returns how many rows. */
async function dropWhere(session: Session, condition: string, options: CallOptions): Promise<number> {
  const rows = `SELECT ${rowColumn} FROM ${matches} WHERE ${condition}`
  const dropped = await session.run(`DELETE FROM ${freshRows} WHERE ${rowColumn} IN (${rows})`, [], options)
  if (dropped > 0) {
    const left = `SELECT ${rowColumn} FROM ${freshRows}`
    await session.run(`DELETE FROM ${matches} WHERE ${rowColumn} NOT IN (${left})`, [], options)
  }
  return dropped
}

import type { Capabilities, KeepRange, Page, Row, TableDefinition, Value } from '@ingestr/contract'

import { rightWishes, type Wishes } from './wishes.ts'

/** What a destination in memory can do wrong as a whole. */
export type Flaw =
  | 'makes tables by looking'
  | 'makes tables by opening'
  | 'shows what is written'
  | 'commits at the end only'
  | 'commits on disposal'
  | 'drops what is committed'
  | 'commits again what is committed'
  | 'forgets pages of the meantime'
  | 'makes no empty table'
  | 'takes every strategy'
  | 'replaces by appending'
  | 'keeps the old rows of an empty replace'
  | 'shows what is staged'
  | 'publishes on disposal'
  | 'begins stages anew'
  | 'has one stage'
  | 'stages every row'
  | 'fills the first table only'
  | 'knows no schemas'
  | 'shares what waits'
  | 'writes over other loads'
  | 'wraps reasons'
  | 'ignores signals'
  | 'is disposed of once'
  | 'writes when disposed of'
  | 'merges without a key'
  | 'stores rows before the record'
  | 'records another outcome'
  | 'tells no position'
  | 'drops nothing'
  | 'keeps all without a position'
  | 'describes no position'
  | 'cuts at every commit'
  | 'positions the stage'
  | 'has no state file'
  | 'makes the database by asking'
  | 'applies one by one'
  | 'counts no rows'
  | 'counts nothing that is left out'
  | 'names no version'

/** What the rows of a commit did. */
export interface Merged {
  readonly rows: readonly Row[]
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly discarded?: ReadonlyMap<string, number>
}

/** How a destination in memory goes about it; a planted fault replaces one of these. */
export interface Behaviour {
  readonly capabilities: Capabilities
  readonly flaws: readonly Flaw[]
  readonly wishes: Wishes
  readonly rowsOf: (page: Page, definition: TableDefinition) => readonly Row[]
  readonly toStored: (rows: readonly Row[], stored: readonly Row[], definition: TableDefinition) => readonly Row[]
  readonly isKept: (time: number | undefined, keep: KeepRange) => boolean
  readonly keyOf: (row: Row, definition: TableDefinition) => string | undefined
  /** Whether a row of the first version takes the place of one of the second. */
  readonly isNewer: (version: Value, than: Value, place: 'in the table' | 'in the load') => boolean
  readonly combine: (newer: Row, older: Row) => Row
  readonly canonicalName: (schema: string | undefined, name: string) => string
}

export const right: Behaviour = {
  capabilities: {
    strategies: ['append', 'merge', 'replace'],
    commitsState: true,
    resumesReplace: true,
    honours: ['contract', 'naming', 'storedAs'],
  },
  flaws: [],
  wishes: rightWishes,
  rowsOf: (page, definition) => [...page.rows(definition)],
  toStored: (rows) => rows,
  isKept: (time, { from = -Infinity, to = Infinity }) => time === undefined || (time >= from && time < to),
  keyOf(row, { primaryKey }) {
    const key = primaryKey.map((name) => row[name] ?? null)
    return key.includes(null) ? undefined : key.map(String).join('\n')
  },
  isNewer: (version, than) => than === null || (version !== null && timeOf(version) >= timeOf(than)),
  combine: (newer, older) => ({ ...Object.fromEntries(Object.keys(older).map((name) => [name, null])), ...newer }),
  canonicalName: (schema, name) => JSON.stringify(schema === undefined ? [name] : [schema, name]),
}

/** Without SQL: rows are appended and replaced, and positions tell where they end. */
export const rightWithPositions: Behaviour = {
  ...right,
  capabilities: { strategies: ['append', 'replace'], commitsState: false, resumesReplace: true },
}

export function timeOf(value: Value): number {
  return value instanceof Date ? value.getTime() : Number(value)
}

/** Merges rows one after the other into those that are stored. */
export function merge(
  stored: readonly Row[],
  rows: readonly Row[],
  definition: TableDefinition,
  { keyOf, isNewer, combine }: Behaviour,
): Merged {
  const result = new Map<string | symbol, Row>()
  for (const row of stored) result.set(keyOf(row, definition) ?? Symbol('no key'), row)
  const before = new Map(result)
  const version = (row: Row): Value => row[definition.versionColumn ?? ''] ?? null
  for (const row of rows) {
    const key = keyOf(row, definition) ?? Symbol('no key')
    const present = result.get(key)
    const place = present === before.get(key) ? 'in the table' : 'in the load'
    if (present === undefined) result.set(key, row)
    else if (isNewer(version(row), version(present), place)) result.set(key, combine(row, present))
  }
  const inserted = [...result.keys()].filter((key) => !before.has(key)).length
  const updated = [...before].filter(([key, row]) => !isSame(row, result.get(key))).length
  return { rows: [...result.values()], inserted, updated, unchanged: rows.length - inserted - updated }
}

function isSame(one: Row, other: Row | undefined): boolean {
  return other !== undefined && print(one) === print(other)
}

/** A row as a line of JSON, digit for digit. */
export function print(row: Row): string {
  const cells = Object.entries(row).map(([name, value]) => `${JSON.stringify(name)}:${printValue(value)}`)
  return `{${cells.join(',')}}`
}

function printValue(value: Value): string {
  if (typeof value === 'bigint') return String(value)
  return value !== null && typeof value === 'object' && 'json' in value ? value.json : JSON.stringify(value)
}

import type { TableDefinition } from '@ingestr/contract'
import type { IntercomPage } from '@ingestr/intercom-client'
import { createPage } from '@ingestr/records'

import { dateFilter, type SearchFilter } from './search-query.ts'
import type { SearchGrid } from './search-grid.ts'

/** What a contact can be told apart by, apart from when it was created. */
const contactKeys: TableDefinition = {
  name: 'contacts',
  records: ['data', '*'],
  columns: [
    { name: 'id', type: 'text', path: ['id'] },
    { name: 'email', type: 'text', path: ['email'] },
    { name: 'external_id', type: 'text', path: ['external_id'] },
    { name: 'role', type: 'text', path: ['role'] },
    { name: 'updated_at', type: 'integer', path: ['updated_at'] },
  ],
  primaryKey: [],
  strategy: 'replace',
  isOpen: false,
}

/** The API takes 15 filters in a group. */
const maxFilters = 15
/** A key that fewer contacts than this have cannot divide them. */
const leastShare = 0.9
/** With fewer, the parts would be too uneven to be worth their first pages. */
const leastSymbols = 4

const hexDigits = '0123456789abcdef'.split('')
const nameSymbols = 'abcdefghijklmnopqrstuvwxyz0123456789_-.+@ '.split('')

/** Conditions of which each contact meets at most one; `field` is what they are about. */
export interface Division {
  readonly field: string
  readonly conditions: readonly SearchFilter[]
}

/**
 * Ways to divide contacts that were created on one day, the most even first; what a sample shows chooses among them.
 * Whether all contacts meet one of the conditions, the API's counts must tell.
 */
export function divisionsOf(
  sample: IntercomPage,
  taken: readonly SearchFilter[],
  parts: number,
  grid: SearchGrid,
): readonly Division[] {
  const rows = [...createPage(sample.bytes).rows(contactKeys)]
  const textsOf = (column: string): readonly string[] =>
    rows.map((row) => row[column]).filter((value) => typeof value === 'string')
  const seconds = rows.map((row) => Number(row['updated_at'])).filter((second) => Number.isFinite(second))
  const divisions = [
    bySuffixOfId(textsOf('id'), parts, taken),
    byPrefix('email', textsOf('email'), rows.length, parts),
    byPrefix('external_id', textsOf('external_id'), rows.length, parts),
    byChange(seconds, parts, grid),
    byRole(),
  ].filter((division) => division !== undefined)
  const isTaken = (field: string): boolean =>
    (field === 'role' || field === 'updated_at') && JSON.stringify(taken).includes(`"field":"${field}"`)
  return divisions.filter(({ field }) => !isTaken(field))
}

/** The last digits of an id count up, so that they are spread evenly, whatever the contacts have in common. */
function bySuffixOfId(ids: readonly string[], parts: number, taken: readonly SearchFilter[]): Division | undefined {
  if (ids.length === 0 || !ids.every((id) => /^[0-9a-f]{24}$/.test(id))) return undefined
  const known = taken.filter((filter) => 'field' in filter && filter.field === 'id')
  if (known.length > 0) return undefined
  const symbols = weigh(
    ids.map((id) => id.slice(-1)),
    hexDigits,
  )
  return { field: 'id', conditions: bundle(symbols, parts).map((group) => anyOf('id', '$', group)) }
}

function byPrefix(field: string, values: readonly string[], of: number, parts: number): Division | undefined {
  if (values.length < of * leastShare) return undefined
  const stem = commonPrefix(values)
  const seen = values.map((value) => value.charAt(stem.length).toLowerCase()).filter((symbol) => symbol !== '')
  if (new Set(seen).size < leastSymbols) return undefined
  const groups = bundle(weigh(seen, nameSymbols), parts)
  const conditions = groups.map((group) =>
    anyOf(
      field,
      '^',
      group.map((symbol) => stem + symbol),
    ),
  )
  return { field, conditions }
}

/** Those that were created on one day may have changed on many. */
function byChange(seconds: readonly number[], parts: number, grid: SearchGrid): Division | undefined {
  const days = seconds.map((second) => grid.floor(second)).toSorted((one, other) => one - other)
  const bounds = new Set<number>()
  for (let index = 1; index < parts; index += 1) bounds.add(days[Math.floor((days.length * index) / parts)] ?? 0)
  bounds.delete(days[0] ?? 0)
  if (bounds.size + 1 < leastSymbols) return undefined
  const ends = [null, ...[...bounds].toSorted((one, other) => one - other), null]
  const conditions = ends
    .slice(1)
    .map((upper, index) => dateFilter('updated_at', { lower: ends[index] ?? null, upper }, 'calendar-day'))
  return { field: 'updated_at', conditions }
}

function byRole(): Division {
  return { field: 'role', conditions: ['user', 'lead'].map((role) => ({ field: 'role', operator: '=', value: role })) }
}

/** Whether a contact may come to meet other conditions while it is read: all that it has may change, but for its id. */
export function areChangeable(conditions: readonly SearchFilter[]): boolean {
  return conditions.some((condition) =>
    'field' in condition ? condition.field !== 'id' : areChangeable(condition.value),
  )
}

function anyOf(field: string, operator: string, values: readonly string[]): SearchFilter {
  const filters = values.map((value) => ({ field, operator, value }))
  const [first] = filters
  return first !== undefined && filters.length === 1 ? first : { operator: 'OR', value: filters }
}

/** How often each symbol was seen; those that were not may come all the same. */
function weigh(seen: readonly string[], alphabet: readonly string[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>(alphabet.map((symbol) => [symbol, 0.2]))
  for (const symbol of seen) weights.set(symbol, (weights.get(symbol) ?? 0) + 1)
  return weights
}

/** Groups of about the same weight: the heaviest first, each into the lightest group that has room. */
function bundle(weights: ReadonlyMap<string, number>, parts: number): ReadonlyArray<readonly string[]> {
  const count = Math.max(Math.min(parts, weights.size), Math.ceil(weights.size / maxFilters))
  const groups = Array.from({ length: count }, () => ({ weight: 0, symbols: new Array<string>() }))
  for (const [symbol, weight] of [...weights].toSorted(([, one], [, other]) => other - one)) {
    const open = groups.filter((group) => group.symbols.length < maxFilters)
    const [lightest] = open.toSorted((one, other) => one.weight - other.weight)
    if (lightest === undefined) continue
    lightest.symbols.push(symbol)
    lightest.weight += weight
  }
  return groups.map(({ symbols }) => symbols)
}

function commonPrefix(values: readonly string[]): string {
  const [first = ''] = values
  let length = first.length
  for (const value of values) while (!value.startsWith(first.slice(0, length))) length -= 1
  return first.slice(0, length)
}

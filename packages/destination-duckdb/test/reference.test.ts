import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'

import { suffixed } from '../src/column-names.ts'
import { createDuckdbDestination } from '../src/index.ts'
import { people, raw, request } from './fixture.ts'
import { uglyBodies } from './ugly-json.ts'

import type { ColumnType, Json, Page, Row, TableDefinition, Value } from '@ingestr/contract'

const definition: TableDefinition = {
  ...people,
  columns: [...people.columns, { name: 'location_geo_lat', type: 'double', path: ['location', 'geo', 'lat'] }],
}

const destination = createDuckdbDestination({ path: ':memory:' })
afterAll(() => destination[Symbol.asyncDispose]())
let runs = 0

it('stores what the reference reads, value for value, whatever the body', async () => {
  await fc.assert(fc.asyncProperty(uglyBodies({ hasRefused: false }), storesLikeReference), { numRuns: 80 })
})

it('stores what the reference reads where DuckDB refuses a page', async () => {
  await fc.assert(fc.asyncProperty(uglyBodies({ hasRefused: true }), storesLikeReference), { numRuns: 40 })
})

async function storesLikeReference(bodies: readonly string[]): Promise<void> {
  const pages = bodies.map(raw)
  runs += 1
  const target = { name: `run_${runs}` }
  await using load = await destination.openLoad(request({ tables: [{ definition, target }], strategy: 'append' }))
  for (const page of pages) await load.write(page)
  const outcome = await load.publish()
  const expected = pages.flatMap((page: Page) => Array.from(page.rows(definition)))
  expect(outcome.received).toBe(expected.length)
  const types = new Map(
    (
      await destination.sql.query({
        text: 'SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?',
        parameters: [target.name],
      })
    ).map((column) => [String(column['column_name']), String(column['data_type'])]),
  )
  const rows = await destination.sql.query({ text: `SELECT * FROM ${target.name}`, parameters: [] })
  const stored = new Map(rows.map((row) => [row['id'], row]))
  expect(stored.size).toBe(expected.length)
  for (const row of expected) compare(row, stored.get(String(row['id'])) ?? {}, types)
  // Every further table makes DuckDB's catalogue, which each load asks several times, slower.
  await destination.sql.apply([{ text: `DROP TABLE ${target.name}`, parameters: [] }])
}

function compare(row: Row, stored: Record<string, Json>, types: ReadonlyMap<string, string>): void {
  const read = new Set<string>()
  for (const [reference, value] of Object.entries(row)) {
    const name = types.has(suffixed(reference)) ? suffixed(reference) : reference
    read.add(name)
    const found = Object.hasOwn(stored, name) ? (stored[name] ?? null) : null
    const declared = definition.columns.find((column) => column.name === name)?.type
    const isEqual = isSame(value, found, { type: types.get(name) ?? '', declared })
    expect(isEqual, `${name} ${types.get(name)}: ${show(value)} was stored as ${JSON.stringify(found)}`).toBe(true)
  }
  for (const [name, value] of Object.entries(stored)) {
    if (!read.has(name) && !name.startsWith('_ingestr_')) expect([name, value]).toEqual([name, null])
  }
}

type Stored = { readonly type: string; readonly declared: ColumnType | undefined }

function isSame(value: Value, found: Json, { type, declared }: Stored): boolean {
  if (value === null || found === null) return value === found
  if (type === 'JSON') return JSON.stringify(JSON.parse(String(found))) === JSON.stringify(plain(value))
  if (value instanceof Date) return new Date(String(found)).getTime() === value.getTime()
  if (typeof value === 'object') return JSON.stringify(JSON.parse(String(found))) === JSON.stringify(plain(value))
  if (typeof value === 'number') return Number(found) === value
  if (typeof value === 'bigint') return type === 'DOUBLE' ? BigInt(Number(found)) === value : found === String(value)
  if (typeof value === 'boolean' || (type === 'VARCHAR' && declared !== 'text')) return String(found) === String(value)
  if (declared === 'text') return found === value || isSameFraction(value, String(found))
  // Only where the definition says so may text become something else, and then nothing of it may be lost.
  return declared !== undefined && [String(found), `${String(found)}.0`].includes(value)
}

/** What came as a number for a text: DuckDB writes fractions in its own way, 1.10 as 1.1, and -0 as 0. Integers it leaves alone. */
function isSameFraction(value: string, found: string): boolean {
  return (value === '-0' && found === '0') || (isFraction(value) && Number(value) === Number(found))
}

function isFraction(value: string): boolean {
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) && /[.eE]/.test(value)
}

function plain(value: Value): Json {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return Number(value)
  return value !== null && typeof value === 'object' ? (JSON.parse(value.json) as Json) : value
}

function show(value: Value): string {
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)
}

import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'

import { suffixed } from '../src/column-names.ts'
import { usualMeans } from '../src/database-means.ts'
import { createDestination } from '../src/destination.ts'
import { people, raw, request } from './fixture.ts'
import { fittingBodies, uglyBodies } from './ugly-json.ts'
import { watchedFiles } from './watched-instance.ts'

import type { ColumnType, Json, Page, Row, TableDefinition, Value } from '@ingestr/contract'

const definition: TableDefinition = {
  ...people,
  columns: [...people.columns, { name: 'location_geo_lat', type: 'double', path: ['location', 'geo', 'lat'] }],
}

/** Whether something went through a stage since it was last set. */
let isStaged = false
const openFile = watchedFiles((statement, run) => {
  isStaged ||= statement.startsWith('INSERT INTO "_ingestr_stage_')
  return run()
})
const destination = createDestination({ path: ':memory:' }, { ...usualMeans, openFile })
afterAll(() => destination[Symbol.asyncDispose]())
let runs = 0

it('stores what the reference reads, value for value, whatever the body', async () => {
  let direct = 0
  const property = fc.asyncProperty(uglyBodies({ hasRefused: false }), async (bodies) => {
    const rows = await storesLikeReference(bodies)
    if (rows > 0 && !isStaged) direct += 1
  })
  await fc.assert(property, { numRuns: 80 })
  // About one in seven; the others have values that do not fit, which is what a stage is for.
  expect(direct).toBeGreaterThan(0)
})

it('stores what the reference reads where every value fits, straight from the files of the pages', async () => {
  const property = fc.asyncProperty(fittingBodies(), async (bodies) => {
    await storesLikeReference(bodies.map(withUniqueIds))
    expect(isStaged).toBe(false)
  })
  await fc.assert(property, { numRuns: 60 })
})

it('merges to the newest of each key, and of one version to the last, as the reference reads them', async () => {
  let direct = 0
  const property = fc.asyncProperty(fittingBodies(), fc.boolean(), async (bodies, isOneCommit) => {
    const pages = bodies.map(raw)
    runs += 1
    const target = { name: `run_${runs}` }
    isStaged = false
    {
      await using load = await destination.openLoad(request({ tables: [{ definition, target }], strategy: 'merge' }))
      for (const page of pages) {
        await load.write(page)
        if (!isOneCommit) await load.commit()
      }
      await load.publish()
    }
    const newest = new Map<string, Row>()
    for (const row of pages.flatMap((page) => Array.from(page.rows(definition)))) {
      const before = newest.get(String(row['id']))
      if (before === undefined || version(before) <= version(row)) newest.set(String(row['id']), row)
    }
    await expectStored(target.name, [...newest.values()])
    if (newest.size > 0 && !isStaged) direct += 1
  })
  await fc.assert(property, { numRuns: 60 })
  expect(direct).toBeGreaterThan(20)
})

function version(row: Row): number {
  const at = row['updated_at']
  return at instanceof Date ? at.getTime() : 0
}

function withUniqueIds(body: string, page: number): string {
  const { data, ...rest }: { data: ReadonlyArray<Record<string, Json>> } = JSON.parse(body)
  return JSON.stringify({ data: data.map((record, item) => ({ ...record, id: `${page}-${item}` })), ...rest })
}

it('stores what the reference reads where DuckDB refuses a page', async () => {
  const property = fc.asyncProperty(uglyBodies({ hasRefused: true }), async (bodies) => {
    await storesLikeReference(bodies)
  })
  await fc.assert(property, { numRuns: 40 })
})

/** Returns how many rows there were. */
async function storesLikeReference(bodies: readonly string[]): Promise<number> {
  const pages = bodies.map(raw)
  runs += 1
  const target = { name: `run_${runs}` }
  isStaged = false
  await using load = await destination.openLoad(request({ tables: [{ definition, target }], strategy: 'append' }))
  for (const page of pages) await load.write(page)
  const outcome = await load.publish()
  const expected = pages.flatMap((page: Page) => Array.from(page.rows(definition)))
  expect(outcome.received).toBe(expected.length)
  await expectStored(target.name, expected)
  return expected.length
}

/** Compares what is in the table with rows that the reference has read, and drops it. */
async function expectStored(table: string, expected: readonly Row[]): Promise<void> {
  const types = new Map(
    (
      await destination.sql.query({
        text: 'SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?',
        parameters: [table],
      })
    ).map((column) => [String(column['column_name']), String(column['data_type'])]),
  )
  const rows = await destination.sql.query({ text: `SELECT * FROM ${table}`, parameters: [] })
  const stored = new Map(rows.map((row) => [row['id'], row]))
  expect(stored.size).toBe(expected.length)
  for (const row of expected) compare(row, stored.get(String(row['id'])) ?? {}, types)
  // Every further table makes DuckDB's catalogue, which each load asks several times, slower.
  await destination.sql.apply([{ text: `DROP TABLE ${table}`, parameters: [] }])
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

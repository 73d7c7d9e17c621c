import { expect, it } from 'vitest'

import { createFixture, load, page, people, raw } from './fixture.ts'

import type { Fixture } from './fixture.ts'
import type { Json } from '@ingestr/contract'

async function typeOf(fixture: Fixture, column: string): Promise<Json | undefined> {
  const rows = await fixture.rows(
    `SELECT data_type FROM duckdb_columns() WHERE table_name = 'people' AND column_name = '${column}'`,
  )
  return rows[0]?.['data_type']
}

async function valuesOf(fixture: Fixture, column: string): Promise<readonly unknown[]> {
  const rows = await fixture.rows(`SELECT "${column}" AS value FROM intercom.people ORDER BY id`)
  return rows.map((row) => row['value'])
}

const changes: ReadonlyArray<{
  column: string
  first: Json
  second: Json
  type: string
  values: readonly unknown[]
}> = [
  { column: 'age', first: 7, second: 'seven', type: 'VARCHAR', values: ['7', 'seven'] },
  { column: 'age', first: 7, second: 1.5, type: 'DOUBLE', values: [7, 1.5] },
  { column: 'age', first: 7, second: '1.5', type: 'DOUBLE', values: [7, 1.5] },
  { column: 'age', first: 7, second: '1.50', type: 'VARCHAR', values: ['7', '1.50'] },
  { column: 'age', first: 7, second: '1e5', type: 'VARCHAR', values: ['7', '1e5'] },
  { column: 'age', first: 7, second: 1e25, type: 'DOUBLE', values: [7, 1e25] },
  { column: 'age', first: 7, second: 1e-7, type: 'DOUBLE', values: [7, 1e-7] },
  { column: 'age', first: 7, second: { years: 7 }, type: 'VARCHAR', values: ['7', '{"years":7}'] },
  { column: 'active', first: true, second: 1, type: 'VARCHAR', values: ['true', '1'] },
  { column: 'score', first: 1.5, second: 'high', type: 'VARCHAR', values: ['1.5', 'high'] },
  {
    column: 'updated_at',
    first: 1_700_000_000,
    second: 'soon',
    type: 'VARCHAR',
    values: ['2023-11-14T22:13:20Z', 'soon'],
  },
  { column: 'updated_at', first: 1_700_000_000, second: 1.5, type: 'VARCHAR', values: ['2023-11-14T22:13:20Z', '1.5'] },
  { column: 'tags', first: [1], second: 'none', type: 'JSON', values: ['[1]', '"none"'] },
  { column: 'name', first: 'a', second: { first: 'b' }, type: 'VARCHAR', values: ['a', '{"first":"b"}'] },
  { column: 'plan', first: true, second: 5, type: 'VARCHAR', values: ['true', '5'] },
  { column: 'plan', first: '5', second: '5', type: 'VARCHAR', values: ['5', '5'] },
  { column: 'plan', first: 'true', second: 'true', type: 'VARCHAR', values: ['true', 'true'] },
  { column: 'plan', first: 5, second: '5', type: 'VARCHAR', values: ['5', '5'] },
  { column: 'plan', first: 5, second: 5.5, type: 'DOUBLE', values: [5, 5.5] },
  { column: 'plan', first: { a: 1 }, second: 'x', type: 'JSON', values: ['{"a":1}', '"x"'] },
  { column: 'plan', first: 'x', second: { a: 1 }, type: 'VARCHAR', values: ['x', '{"a":1}'] },
]

it.each(changes)('widens $column to $type for $second after $first, and keeps both', async (change) => {
  await using fixture = await createFixture()
  await load(fixture.destination, [page([{ id: 1, [change.column]: change.first }])])
  const from = await typeOf(fixture, change.column)
  const outcome = await load(fixture.destination, [page([{ id: 2, [change.column]: change.second }])])
  const news = from === change.type ? [] : [{ column: `intercom.people.${change.column}`, from, to: change.type }]
  expect(outcome.schemaChanges).toEqual(news)
  expect(await typeOf(fixture, change.column)).toBe(change.type)
  expect(await valuesOf(fixture, change.column)).toEqual(change.values)
})

it('widens to DOUBLE only where no digit is lost, by what is stored and by what arrives', async () => {
  for (const integers of [
    ['9007199254740993', '1.5'],
    ['1', '1.5', '9007199254740993'],
  ]) {
    await using fixture = await createFixture()
    for (const [index, value] of integers.entries()) {
      await load(fixture.destination, [raw(`{"data":[{"id":${index},"age":${value}}]}`)])
    }
    expect(await typeOf(fixture, 'age')).toBe('VARCHAR')
  }
})

it('keeps integers digit for digit, however long', async () => {
  await using fixture = await createFixture()
  const long = '123456789012345678901234567890'
  await load(fixture.destination, [
    raw(`{"data":[{"id":${long},"age":${long},"tags":[${long},9007199254740993],"n":${long}}]}`),
  ])
  expect(await fixture.rows('SELECT id, age, tags, n FROM intercom.people')).toEqual([
    { id: long, age: long, tags: `[${long},9007199254740993]`, n: long },
  ])
})

it('reads times in seconds, milliseconds and ISO 8601, and no others', async () => {
  await using fixture = await createFixture()
  const times = [1_700_000_000, 1_700_000_000_123, '2023-11-14T22:13:20.5+05:30', -5, null]
  await load(fixture.destination, [page(times.map((updated_at, id) => ({ id, updated_at })))])
  expect(await valuesOf(fixture, 'updated_at')).toEqual([
    '2023-11-14T22:13:20Z',
    '2023-11-14T22:13:20.123Z',
    '2023-11-14T16:43:20.5Z',
    '1969-12-31T23:59:55Z',
    null,
  ])
})

it('makes unknown keys columns, nested ones too, each typed by what arrives', async () => {
  await using fixture = await createFixture()
  const record = {
    id: 1,
    a: true,
    b: 1,
    c: 1.5,
    d: 'x',
    e: [1],
    location: { city: 'X', zip: '01' },
    Name: 'y',
    nothing: null,
  }
  const { schemaChanges } = await load(fixture.destination, [page([record])])
  const types = Object.fromEntries(schemaChanges.map(({ column, to }) => [column.replace(/^.*\./, ''), to]))
  expect(types).toEqual({
    a: 'BOOLEAN',
    b: 'BIGINT',
    c: 'DOUBLE',
    d: 'VARCHAR',
    e: 'JSON',
    location_zip: 'VARCHAR',
    [Object.keys(types).find((name) => name.startsWith('Name_')) ?? '']: 'VARCHAR',
  })
})

it('drops no value of an object that arrives as something else', async () => {
  await using fixture = await createFixture()
  await load(fixture.destination, [
    page([
      { id: 1, location: { city: 'X' } },
      { id: 2, location: 'Y' },
      { id: 3, location: [1] },
    ]),
  ])
  expect(await fixture.rows('SELECT location_city, location FROM intercom.people ORDER BY id')).toEqual([
    { location_city: 'X', location: null },
    { location_city: null, location: 'Y' },
    { location_city: null, location: '[1]' },
  ])
})

it('ignores unknown keys of a closed table', async () => {
  await using fixture = await createFixture()
  const definition = { ...people, isOpen: false }
  await load(fixture.destination, [page([{ id: 1, plan: 1, location: 'X' }])], { definition })
  expect((await fixture.destination.describe({ schema: 'intercom', name: 'people' }))?.columns).not.toContain('plan')
})

it('keeps keys apart that differ in case only, whichever comes first and in whatever load', async () => {
  await using fixture = await createFixture()
  await load(fixture.destination, [page([{ id: 1, Plan: 'upper 1' }])])
  await load(fixture.destination, [page([{ id: 2, plan: 'lower 2' }])])
  await load(fixture.destination, [page([{ id: 3, plan: 'lower 3', Plan: 'upper 3', PLAN: 'loud 3' }])])
  await load(fixture.destination, [page([{ id: 4, Plan: 'upper 4' }])])
  const columns = await fixture.rows(
    "SELECT column_name FROM duckdb_columns() WHERE table_name = 'people' AND column_name ILIKE 'plan%' ORDER BY column_index",
  )
  const [upper = '', lower = '', loud = ''] = columns.map((column) => String(column['column_name']))
  expect(upper).toBe('Plan')
  expect(lower).toMatch(/^plan_[0-9a-f]{8}$/)
  expect(loud).toMatch(/^PLAN_[0-9a-f]{8}$/)
  expect(await valuesOf(fixture, upper)).toEqual(['upper 1', null, 'upper 3', 'upper 4'])
  expect(await valuesOf(fixture, lower)).toEqual([null, 'lower 2', 'lower 3', null])
  expect(await valuesOf(fixture, loud)).toEqual([null, null, 'loud 3', null])
})

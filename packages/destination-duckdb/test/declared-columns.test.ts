import { expect, it } from 'vitest'

import { createFixture, load, page, people, raw } from './fixture.ts'

import type { Fixture } from './fixture.ts'

async function columnsOf(fixture: Fixture): Promise<readonly unknown[]> {
  const text = "SELECT column_name FROM duckdb_columns() WHERE table_name = 'people' ORDER BY column_index"
  return (await fixture.rows(text)).map((row) => row['column_name'])
}

const declared = people.columns.map(({ name }) => name)
const bookkeeping = ['_ingestr_loaded_at', '_ingestr_run_id']

it('makes every declared column, in the declared order, though no record brings a value', async () => {
  for (const strategy of ['merge', 'append', 'replace'] as const) {
    await using fixture = await createFixture()
    await load(fixture.destination, [page([{ tags: null, id: 1 }])], { strategy })
    expect(await columnsOf(fixture)).toEqual([...declared, ...bookkeeping])
  }
})

it('makes them of a table without a single record', async () => {
  await using fixture = await createFixture()
  await load(fixture.destination, [page([])])
  expect(await columnsOf(fixture)).toEqual([...declared, ...bookkeeping])
})

it('puts unknown columns after them in the order of arrival', async () => {
  await using fixture = await createFixture()
  const first = [
    { zebra: 1, id: 1, location: { zip: 'z', alpha: 'a' }, mango: 2 },
    { id: 2, apple: 3, zebra: 1 },
  ]
  const filler = Array.from({ length: 3000 }, (_, index) => ({ id: `f${index}`, zebra: index, late: null }))
  await load(fixture.destination, [page(first), page(filler), page([{ id: 3, kiwi: 1, banana: 2 }])])
  const arrived = ['zebra', 'mango', 'location_zip', 'location_alpha', 'apple', 'kiwi', 'banana']
  expect(await columnsOf(fixture)).toEqual([...declared, ...arrived, ...bookkeeping])
  await load(fixture.destination, [page([{ id: 4, late: 1, early: 2 }])])
  expect(await columnsOf(fixture)).toEqual([...declared, ...arrived, ...bookkeeping, 'late', 'early'])
})

it('takes the comments of the table and its columns from the definition, and keeps those that people wrote', async () => {
  await using fixture = await createFixture()
  await load(fixture.destination, [page([{ id: 1, Plan: 1, plan: 2 }])])
  const comments =
    "SELECT column_name AS name, comment FROM duckdb_columns() WHERE table_name = 'people' AND comment IS NOT NULL"
  expect(await fixture.rows("SELECT comment FROM duckdb_tables() WHERE table_name = 'people'")).toEqual([
    { comment: 'People of a workspace.' },
  ])
  expect(await fixture.rows(comments)).toEqual([
    { name: 'id', comment: 'Unique.' },
    { name: 'Plan', comment: 'Values of the key "Plan".' },
    { name: expect.stringMatching(/^plan_/), comment: 'Values of the key "plan".' },
    { name: '_ingestr_loaded_at', comment: 'Start of the run that wrote the row.' },
    { name: '_ingestr_run_id', comment: 'The run that wrote the row; see _ingestr.runs.' },
  ])
  await fixture.destination.sql.apply([{ text: "COMMENT ON COLUMN intercom.people.id IS 'Ours.'", parameters: [] }])
  await load(fixture.destination, [page([{ id: 2 }])])
  expect(await fixture.rows(comments)).toContainEqual({ name: 'id', comment: 'Ours.' })
})

it.each([
  ['reserved words', ['select', 'table', 'order', 'user', 'NULL', 'rowid']],
  ['unicode', ['größe', '名前', '😀', 'e\u0301', '\u00e9', 'İ', 'ı', 'ß']],
  ['names of nothing', ['', ' ', '_', '\u200b']],
  ['signs', ['a.b', 'a"b', "a'b", 'a;b', 'a/b', 'a~b', '--', '$', '?', '*', '{}', '[0]', '%s', '\\']],
  ['numbers', ['0', '1', '-1', '1e5']],
  ['control characters', ['a\u0000b', 'a\nb', '\t']],
  ['names of JavaScript’s own', ['constructor', '__proto__', 'toString', 'hasOwnProperty']],
  ['what the loader uses itself', ['record', 'page', 'body', 'c0', 'k0', 'd0', 'first', '_ingestr_page', '_ingestr_x']],
  ['very long names', ['x'.repeat(5000), `${'x'.repeat(5000)}y`]],
])('makes columns of %s, and finds them again', async (_, keys) => {
  await using fixture = await createFixture()
  const recordOf = (id: number): string =>
    `{"id":${id},${keys.map((key, index) => `${JSON.stringify(key)}:"${id}-${index}"`).join(',')}}`
  await load(fixture.destination, [raw(`{"data":[${recordOf(1)}]}`)])
  const before = await columnsOf(fixture)
  expect(before).toHaveLength(declared.length + keys.length + bookkeeping.length)
  await load(fixture.destination, [raw(`{"data":[${recordOf(2)}]}`)])
  expect(await columnsOf(fixture)).toEqual(before)
  const rows = await fixture.rows('SELECT * FROM intercom.people ORDER BY id')
  for (const [row, id] of [
    [rows[0], 1],
    [rows[1], 2],
  ] as const) {
    const values = Object.values(row ?? {}).filter((value) => /^\d-\d+$/.test(String(value)))
    expect(values).toEqual(keys.map((_key, index) => `${id}-${index}`))
  }
})

it.each([
  [0, '1970-01-01T00:00:00Z'],
  [-1, '1969-12-31T23:59:59Z'],
  [-62_135_596_800, '0001-01-01T00:00:00Z'],
  [99_999_999_999, '5138-11-16T09:46:39Z'],
  [100_000_000_000, '1973-03-03T09:46:40Z'],
  [-100_000_000_000, '1966-10-31T14:13:20Z'],
  [1_700_000_000_123, '2023-11-14T22:13:20.123Z'],
  ['1700000000', '2023-11-14T22:13:20Z'],
  ['1700000000123', '2023-11-14T22:13:20.123Z'],
  ['0', '1970-01-01T00:00:00Z'],
  ['-1', '1969-12-31T23:59:59Z'],
  ['2023-11-14T22:13:20Z', '2023-11-14T22:13:20Z'],
  ['2023-11-14T22:13:20.5+05:30', '2023-11-14T16:43:20.5Z'],
  ['2023-11-14 22:13:20+0000', '2023-11-14T22:13:20Z'],
  ['2023-11-14T22:13Z', '2023-11-14T22:13:00Z'],
  [null, null],
])('reads the time %j as %j', async (time, instant) => {
  await using fixture = await createFixture()
  await load(fixture.destination, [page([{ id: 1, updated_at: time }])])
  const type = 'SELECT typeof(updated_at) AS t, updated_at FROM intercom.people'
  expect(await fixture.rows(type)).toEqual([{ t: 'TIMESTAMP WITH TIME ZONE', updated_at: instant }])
})

it.each(['', ' ', '2023-11-14', '2023-11-14T22:13:20', 'soon', '01', '1700000000.5', 1.5, 1e14, true])(
  'takes %j for no time, and keeps it as it came',
  async (time) => {
    await using fixture = await createFixture()
    await load(fixture.destination, [page([{ id: 1, updated_at: time }])])
    expect(await fixture.rows('SELECT updated_at FROM intercom.people')).toEqual([{ updated_at: String(time) }])
  },
)

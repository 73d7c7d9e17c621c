import { readFile, writeFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { createFixture, load, page, people, target as peopleTarget } from './fixture.ts'

import type { StatefulDestination, Json, TableDefinition } from '@ingestr/contract'

const contacts: TableDefinition = {
  ...people,
  name: 'contacts',
  columns: [
    ...people.columns.filter((column) => column.name !== 'location_city'),
    { name: 'owner_id', type: 'text', path: ['owner_id'] },
    { name: 'location_city', type: 'text', path: ['location', 'city'] },
    { name: 'created_at', type: 'timestamp', path: ['created_at'], encoding: 'unix-seconds' },
    { name: 'monthly_spend', type: 'double', path: ['monthly_spend'] },
  ],
}
const target = { schema: 'intercom', name: 'contacts' }
const tables = [{ definition: contacts, target }]

interface Sample extends AsyncDisposable {
  readonly destination: StatefulDestination
  rows(text: string): Promise<ReadonlyArray<Record<string, Json>>>
}

async function openSample(name: string): Promise<Sample> {
  const folder = await createTemporaryDirectory()
  const path = `${folder.path}/sample.duckdb`
  await writeFile(path, gunzipSync(await readFile(new URL(`samples/${name}.duckdb.gz`, import.meta.url))))
  const destination = createDuckdbDestination({ path })
  return {
    destination,
    rows: (text) => destination.sql.query({ text, parameters: [] }),
    async [Symbol.asyncDispose]() {
      await destination[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

const samples = [
  { name: 'ingestr-v1', maker: 'ingestr v1' },
  { name: 'ingestr-0.14', maker: 'ingestr 0.x' },
]

describe.each(samples)('a table that $maker made', ({ name, maker }) => {
  it('is announced in one line', async () => {
    await using sample = await openSample(name)
    const state = await sample.destination.describe(target)
    expect(state).toMatchObject({ rows: 60, isOwn: true })
    expect(state?.notes).toEqual([expect.stringContaining(`intercom.contacts was made by ${maker}`)])
  })

  it('keeps its column types, takes new and changed rows, and gains the columns it lacks', async () => {
    await using sample = await openSample(name)
    const before = await sample.rows('SELECT id, name, created_at, updated_at FROM intercom.contacts ORDER BY id')
    const { id = null, updated_at = null } = before[0] ?? {}
    const newer = Number(updated_at) + 10
    const records = [
      { id, name: 'changed', created_at: 1_700_000_000, updated_at: newer, owner_id: 7, location: { city: 'X' } },
      { id: 'new', name: 'new', updated_at: '2026-01-01T00:00:00Z', owner_id: '8' },
      { id: before[1]?.['id'] ?? '', name: 'stale', updated_at: 1 },
    ]
    const outcome = await load(sample.destination, [page(records)], { tables })
    expect(outcome).toMatchObject({ inserted: 1, updated: 1, unchanged: 1, rows: 61 })
    expect(outcome.schemaChanges.every((change) => change.from === null)).toBe(true)
    const rows = await sample.rows(
      `SELECT id, name, created_at, updated_at, owner_id, location_city, company_ids, score
       FROM intercom.contacts WHERE name IN ('changed', 'new', 'stale') ORDER BY name`,
    )
    const missing = { company_ids: null, score: null }
    expect(rows).toEqual([
      {
        id,
        name: 'changed',
        created_at: '1700000000',
        updated_at: String(newer),
        owner_id: '7',
        location_city: 'X',
        ...missing,
      },
      {
        id: 'new',
        name: 'new',
        created_at: null,
        updated_at: '1767225600',
        owner_id: '8',
        location_city: null,
        ...missing,
      },
    ])
  })

  it('has a column widened where a value does not fit its type', async () => {
    await using sample = await openSample(name)
    const outcome = await load(sample.destination, [page([{ id: 'new', owner_id: 'team-7', updated_at: 1 }])], {
      tables,
    })
    expect(outcome.schemaChanges).toContainEqual({
      column: 'intercom.contacts.owner_id',
      from: 'BIGINT',
      to: 'VARCHAR',
    })
    expect(await sample.rows("SELECT owner_id FROM intercom.contacts WHERE id = 'new'")).toEqual([
      { owner_id: 'team-7' },
    ])
  })

  it('can be loaded again and again, row by row', async () => {
    await using sample = await openSample(name)
    for (const [round, version] of [10, 20, 30].entries()) {
      const outcome = await load(sample.destination, [page([{ id: 'x', name: `${round}`, updated_at: version }])], {
        tables,
      })
      expect(outcome).toMatchObject({ rows: 61 })
    }
    expect(await sample.rows("SELECT name FROM intercom.contacts WHERE id = 'x'")).toEqual([{ name: '2' }])
  })

  it('is swapped for a replace, types and the tool’s own columns kept', async () => {
    await using sample = await openSample(name)
    const definition: TableDefinition = {
      name: 'segments',
      records: ['data', '*'],
      columns: [
        { name: 'id', type: 'text', path: ['id'] },
        { name: 'created_at', type: 'timestamp', path: ['created_at'], encoding: 'unix-seconds' },
      ],
      primaryKey: ['id'],
      strategy: 'replace',
      isOpen: true,
    }
    const change = {
      tables: [{ definition, target: { schema: 'intercom', name: 'segments' } }],
      strategy: 'replace',
    } as const
    for (const generation of ['one', 'two']) {
      const records = [
        { id: 1, created_at: 1_700_000_000 },
        { id: 1, created_at: null },
      ]
      expect(await load(sample.destination, [page(records)], { ...change, generation })).toMatchObject({ rows: 2 })
    }
    expect(await sample.rows('SELECT id, created_at FROM intercom.segments ORDER BY 2')).toEqual([
      { id: '1', created_at: '1700000000' },
      { id: '1', created_at: null },
    ])
    const columns = (await sample.destination.describe({ schema: 'intercom', name: 'segments' }))?.columns
    expect(columns?.includes('_dlt_id')).toBe(name === 'ingestr-0.14')
  })
})

it('tells its own tables from those of other tools', async () => {
  await using fixture = await createFixture()
  const texts = ['CREATE SCHEMA intercom', 'CREATE TABLE intercom.theirs (id VARCHAR, _loaded_at TIMESTAMP)']
  await fixture.destination.sql.apply(texts.map((text) => ({ text, parameters: [] })))
  const theirs = { schema: 'intercom', name: 'theirs' }
  expect(await fixture.destination.describe(theirs)).toMatchObject({
    isOwn: false,
    notes: [expect.stringContaining('intercom.theirs was made by another tool')],
  })
  await load(fixture.destination, [page([{ id: 1 }])])
  expect(await fixture.destination.describe(peopleTarget)).toMatchObject({
    isOwn: true,
    notes: [],
  })
})

it('does to a table of another tool what its note says, in a merge and in a replace', async () => {
  await using fixture = await createFixture()
  const { destination } = fixture
  const texts = [
    'CREATE SCHEMA intercom',
    "CREATE TABLE intercom.people AS SELECT 'old' AS id, 7::BIGINT AS updated_at, 'x' AS extra",
  ]
  await destination.sql.apply(texts.map((text) => ({ text, parameters: [] })))
  const [note] = (await destination.describe(peopleTarget))?.notes ?? []
  expect(note).toContain('null in rows that a merge writes, and go with the old rows in a replace')
  const columns = "SELECT column_name || ' ' || data_type AS c FROM duckdb_columns() WHERE table_name = 'people'"

  await load(destination, [page([{ id: 'new', updated_at: 8 }])])
  expect(await fixture.rows('SELECT id, updated_at, extra, age FROM intercom.people ORDER BY id')).toEqual([
    { id: 'new', updated_at: '8', extra: null, age: null },
    { id: 'old', updated_at: '7', extra: 'x', age: null },
  ])

  await load(destination, [page([{ id: 'only', updated_at: 9 }])], { strategy: 'replace' })
  expect(await fixture.rows('SELECT id, updated_at FROM intercom.people')).toEqual([{ id: 'only', updated_at: '9' }])
  const after = (await fixture.rows(columns)).map((row) => row['c'])
  expect(after).toContain('updated_at BIGINT')
  expect(after).not.toContain('extra VARCHAR')
})

it('fills the bookkeeping columns of ingestr 0.x with values like its own', async () => {
  await using sample = await openSample('ingestr-0.14')
  await load(sample.destination, [page([{ id: 'x' }, { id: 'y' }])], { tables })
  const rows = await sample.rows(
    "SELECT _dlt_id, _dlt_load_id, _ingestr_run_id FROM intercom.contacts WHERE id IN ('x', 'y')",
  )
  expect(new Set(rows.map((row) => row['_dlt_id'])).size).toBe(2)
  for (const row of rows) {
    expect(row).toMatchObject({
      _dlt_id: expect.stringMatching(/^.{14}$/),
      _dlt_load_id: '1795420800.000000',
      _ingestr_run_id: 'run-1',
    })
  }
})

it('fills _ingestr_loaded_at of ingestr v1, with and without a zone', async () => {
  await using sample = await openSample('ingestr-v1')
  await sample.destination.sql.apply([
    { text: 'ALTER TABLE intercom.contacts ALTER _ingestr_loaded_at TYPE TIMESTAMP', parameters: [] },
  ])
  await load(sample.destination, [page([{ id: 'x' }])], { tables })
  expect(await sample.rows("SELECT _ingestr_loaded_at FROM intercom.contacts WHERE id = 'x'")).toEqual([
    { _ingestr_loaded_at: '2026-11-23T08:00:00' },
  ])
})

it('gives times to columns of other types what fits them, and widens those that it does not fit', async () => {
  await using destination = createDuckdbDestination({ path: ':memory:' })
  const definition: TableDefinition = {
    ...people,
    columns: ['id', 'a', 'b', 'c', 'd', 'e'].map((name) =>
      name === 'id'
        ? { name, type: 'text' as const, path: [name] }
        : { name, type: 'timestamp' as const, path: ['t'], encoding: 'unix-seconds' as const },
    ),
    versionColumn: 'a',
  }
  const text = 'CREATE TABLE times (id VARCHAR, a TIMESTAMP, b VARCHAR, c DOUBLE, d DATE, e INTEGER)'
  await destination.sql.apply([{ text, parameters: [] }])
  const change = { tables: [{ definition, target: { name: 'times' } }] }
  await load(destination, [page([{ id: 1, t: 1_767_225_600 }])], change)
  const rows = { text: 'SELECT a, b, c, d, e FROM times ORDER BY id', parameters: [] }
  const midnight = { a: '2026-01-01T00:00:00', b: '2026-01-01T00:00:00Z', c: 1_767_225_600 }
  expect(await destination.sql.query(rows)).toEqual([{ ...midnight, d: '2026-01-01', e: 1_767_225_600 }])
  const outcome = await load(destination, [page([{ id: 2, t: 4_000_000_001 }])], change)
  expect(outcome.schemaChanges).toEqual([
    { column: 'main.times.d', from: 'DATE', to: 'TIMESTAMP WITH TIME ZONE' },
    { column: 'main.times.e', from: 'INTEGER', to: 'BIGINT' },
  ])
  expect(await destination.sql.query(rows)).toEqual([
    { ...midnight, d: '2026-01-01T00:00:00Z', e: '1767225600' },
    {
      a: '2096-10-02T07:06:41',
      b: '2096-10-02T07:06:41Z',
      c: 4_000_000_001,
      d: '2096-10-02T07:06:41Z',
      e: '4000000001',
    },
  ])
})

it('says the way out where DuckDB will not change the type of a key', async () => {
  await using destination = createDuckdbDestination({ path: ':memory:' })
  await destination.sql.apply([{ text: 'CREATE TABLE people (id BIGINT PRIMARY KEY)', parameters: [] }])
  const change = { tables: [{ definition: people, target: { name: 'people' } }] }
  await load(destination, [page([{ id: 1 }])], change)
  const failing = load(destination, [page([{ id: 'a1' }])], change)
  await expect(failing).rejects.toMatchObject({
    code: 'DESTINATION_FAILED',
    message: expect.stringContaining('PRIMARY KEY'),
  })
  await expect(failing).rejects.toThrow('Load into another table')
  expect(await destination.describe({ name: 'people' })).toMatchObject({ rows: 1 })
})

it('keeps a document a document where another tool made a JSON column for it', async () => {
  await using sample = await openSample('ingestr-v1')
  await sample.destination.sql.apply([
    { text: 'ALTER TABLE intercom.contacts ADD COLUMN picture JSON', parameters: [] },
  ])
  const definition: TableDefinition = {
    ...contacts,
    columns: [...contacts.columns, { name: 'picture', type: 'text', path: ['picture'] }],
  }
  const picture = { url: 'https://a.example/1.png' }
  await load(
    sample.destination,
    [
      page([
        { id: 'new-1', picture },
        { id: 'new-2', picture: 'none' },
      ]),
    ],
    {
      tables: [{ definition, target }],
    },
  )
  const rows = await sample.rows("SELECT picture FROM intercom.contacts WHERE id LIKE 'new-%' ORDER BY id")
  expect(rows.map((row) => JSON.parse(String(row['picture'])) as unknown)).toEqual([picture, 'none'])
})

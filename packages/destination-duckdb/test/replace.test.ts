import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { createFixture, load, page, people, request, target } from './fixture.ts'

import type { Page, TableDefinition } from '@ingestr/contract'

const { versionColumn: _, ...unversioned } = people
const tags: TableDefinition = { ...unversioned, strategy: 'replace' }
const ids = 'SELECT id, name FROM intercom.people ORDER BY ALL'
const tables = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'intercom' ORDER BY 1"

it('leaves what the last generation has, and nothing else', async () => {
  await using fixture = await createFixture()
  await load(fixture.destination, [page([{ id: 1, extra: 1 }, { id: 2 }])], { definition: tags })
  const outcome = await load(fixture.destination, [page([{ id: 3 }])], { definition: tags, generation: 'second' })
  expect(outcome).toMatchObject({ received: 1, inserted: 1, updated: 0, rows: 1, schemaChanges: [] })
  expect(await fixture.rows('SELECT id FROM intercom.people')).toEqual([{ id: '3' }])
  expect(await fixture.rows(tables)).toEqual([{ table_name: 'people' }])
})

it('empties the table, declared columns and all in place, when nothing came', async () => {
  await using fixture = await createFixture()
  await load(fixture.destination, [page([{ id: 1 }])], { definition: tags })
  await load(fixture.destination, [], { definition: tags, generation: 'second' })
  expect(await fixture.destination.describe(target)).toMatchObject({ rows: 0 })
})

it('keeps every row, those that share a key too', async () => {
  await using fixture = await createFixture()
  const same = { id: 'plan', name: 'a' }
  await load(fixture.destination, [page([same, { id: 'plan', name: 'b' }]), page([same])], { definition: tags })
  expect(await fixture.rows(ids)).toEqual([same, same, { id: 'plan', name: 'b' }])
})

it('keeps one row of each key, the newest, where the table has versions', async () => {
  await using fixture = await createFixture()
  const change = { definition: people, strategy: 'replace' } as const
  await using opened = await fixture.destination.openLoad(request(change))
  await opened.write(page([{ id: 1, name: 'new', updated_at: 20 }]))
  await opened.commit()
  await opened.write(
    page([
      { id: 1, name: 'old', updated_at: 10 },
      { id: 2, name: 'x' },
    ]),
  )
  expect(await opened.publish()).toMatchObject({ inserted: 1, unchanged: 1, rows: 2 })
  expect(await fixture.rows(ids)).toEqual([
    { id: '1', name: 'new' },
    { id: '2', name: 'x' },
  ])
})

it('shows nothing before it is published, goes on with its generation after a crash, and drops another one', async () => {
  await using fixture = await createFixture()
  await load(fixture.destination, [page([{ id: 'old' }])], { definition: tags })
  for (const generation of ['given up', 'second', 'second']) {
    const opened = await fixture.destination.openLoad(request({ definition: tags, generation }))
    await opened.write(page([{ id: generation }]))
    await opened.commit()
    await opened[Symbol.asyncDispose]()
    await fixture.reopened()
    expect(await fixture.rows(ids)).toEqual([{ id: 'old', name: null }])
  }
  expect(await fixture.rows(tables)).toHaveLength(2)
  const outcome = await load(fixture.destination, [page([{ id: 'third' }])], { definition: tags, generation: 'second' })
  expect(outcome).toMatchObject({ received: 1, rows: 3 })
  expect((await fixture.rows(ids)).map((row) => row['id'])).toEqual(['second', 'second', 'third'])
})

function manyFrom(first: number): Page {
  return page(Array.from({ length: 2000 }, (_item, index) => ({ id: `${first + index}` })))
}

it('never shows half of it to whoever reads while it is published', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  await using destination = createDuckdbDestination({ instance })
  const reader = await instance.connect()
  await load(destination, [manyFrom(0)], { definition: tags, generation: 'first' })
  const seen = new Set<string>()
  const over = new AbortController()
  const reading = (async (): Promise<void> => {
    while (!over.signal.aborted) {
      const found = await reader.runAndReadAll('SELECT count(*), min(id) FROM intercom.people')
      seen.add(JSON.stringify(found.getRowsJson()))
    }
  })()
  await load(destination, [manyFrom(10_000), manyFrom(20_000)], { definition: tags, generation: 'second' })
  over.abort()
  await reading
  reader.closeSync()
  expect([...seen].filter((found) => found !== '[["2000","0"]]' && found !== '[["4000","10000"]]')).toEqual([])
  expect(seen).toContain('[["2000","0"]]')
})

it('keeps the comments that people wrote, and a view on the table', async () => {
  await using fixture = await createFixture()
  const { sql } = fixture.destination
  await load(fixture.destination, [page([{ id: 1 }])], { definition: tags })
  const statements = [
    "COMMENT ON TABLE intercom.people IS 'ours'",
    "COMMENT ON COLUMN intercom.people.name IS 'their name'",
    'CREATE VIEW people_names AS SELECT name FROM intercom.people',
  ]
  await sql.apply(statements.map((text) => ({ text, parameters: [] })))
  await load(fixture.destination, [page([{ id: 2, name: 'two' }])], { definition: tags, generation: 'second' })
  expect(await fixture.rows("SELECT comment FROM duckdb_tables() WHERE table_name = 'people'")).toEqual([
    { comment: 'ours' },
  ])
  expect(
    await fixture.rows("SELECT comment FROM duckdb_columns() WHERE table_name = 'people' AND comment IS NOT NULL"),
  ).toContainEqual({ comment: 'their name' })
  expect(await fixture.rows('FROM people_names')).toEqual([{ name: 'two' }])
})

it('tells which columns came and which were widened, against the table before', async () => {
  await using fixture = await createFixture()
  const first = await load(fixture.destination, [page([{ id: 1, plan: 1 }])], { definition: tags })
  expect(first.schemaChanges).toEqual([{ column: 'intercom.people.plan', from: null, to: 'BIGINT' }])
  const second = await load(fixture.destination, [page([{ id: 1, plan: 'pro', age: 1.5 }])], {
    definition: tags,
    generation: 'b',
  })
  expect(second.schemaChanges).toEqual([
    { column: 'intercom.people.age', from: 'BIGINT', to: 'DOUBLE' },
    { column: 'intercom.people.plan', from: 'BIGINT', to: 'VARCHAR' },
  ])
})

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createFixture, load, page, people, request } from './fixture.ts'

const versions = 'SELECT id, name, updated_at, _ingestr_run_id AS run FROM intercom.people ORDER BY id, name'

describe('merge', () => {
  it('keeps the newest version of a key, whatever the order of arrival', async () => {
    await using fixture = await createFixture()
    await load(fixture.destination, [
      page([
        { id: 1, name: 'newer', updated_at: 200 },
        { id: 1, name: 'older', updated_at: 100 },
      ]),
      page([{ id: 1, name: 'none' }]),
    ])
    const outcome = await load(fixture.destination, [page([{ id: 1, name: 'stale', updated_at: 150 }])])
    expect(outcome).toMatchObject({ received: 1, inserted: 0, updated: 0, unchanged: 1, rows: 1 })
    expect(await fixture.rows(versions)).toMatchObject([{ id: '1', name: 'newer' }])
  })

  it('lets the later row win when versions are equal, within a page, a load, and across loads', async () => {
    await using fixture = await createFixture()
    await load(fixture.destination, [
      page([
        { id: 1, name: 'first', updated_at: 100 },
        { id: 1, name: 'second', updated_at: 100 },
      ]),
      page([{ id: 1, name: 'third', updated_at: 100 }]),
    ])
    expect(await fixture.rows(versions)).toMatchObject([{ name: 'third' }])
    const outcome = await load(fixture.destination, [page([{ id: 1, name: 'fourth', updated_at: 100 }])])
    expect(outcome).toMatchObject({ inserted: 0, updated: 1, unchanged: 0 })
    expect(await fixture.rows(versions)).toMatchObject([{ name: 'fourth' }])
  })

  it('lets the later row win throughout a page of many equal versions', async () => {
    await using fixture = await createFixture()
    const keys = 20_000
    const records = Array.from({ length: 2 * keys }, (_, place) => ({
      id: place % keys,
      name: place < keys ? 'first' : 'second',
      updated_at: 100,
    }))
    const outcome = await load(fixture.destination, [page(records)])
    expect(outcome).toMatchObject({ inserted: keys, unchanged: keys, rows: keys })
    expect(await fixture.rows('SELECT DISTINCT name FROM intercom.people')).toEqual([{ name: 'second' }])
  })

  it('takes a row without a version for older than one that has one', async () => {
    await using fixture = await createFixture()
    await load(fixture.destination, [page([{ id: 1, name: 'a', updated_at: 100 }])])
    const outcome = await load(fixture.destination, [page([{ id: 1, name: 'b' }])])
    expect(outcome).toMatchObject({ inserted: 0, updated: 0, unchanged: 1 })
    expect(await fixture.rows(versions)).toMatchObject([{ name: 'a', updated_at: '1970-01-01T00:01:40Z' }])
  })

  it('leaves a row alone that comes again as it is, and says from which run it was', async () => {
    await using fixture = await createFixture()
    const records = [
      { id: 1, name: 'a', updated_at: 100, tags: { x: [1.5] } },
      { id: 2, name: 'b', updated_at: 100 },
    ]
    await load(fixture.destination, [page(records)])
    const again = await load(fixture.destination, [page([...records, { id: 3 }])], {
      run: { id: 'run-2', startedAt: 0 },
    })
    expect(again).toMatchObject({ received: 3, kept: 3, inserted: 1, updated: 0, unchanged: 2, rows: 3 })
    expect((await fixture.rows(versions)).map((row) => row['run'])).toEqual(['run-1', 'run-1', 'run-2'])
  })

  it('writes null over a value that a newer version no longer has', async () => {
    await using fixture = await createFixture()
    await load(fixture.destination, [page([{ id: 1, name: 'a', plan: 'pro', updated_at: 100 }])])
    const outcome = await load(fixture.destination, [page([{ id: 1, updated_at: 100 }])])
    expect(outcome).toMatchObject({ updated: 1, unchanged: 0 })
    expect(await fixture.rows('SELECT name, plan FROM intercom.people')).toEqual([{ name: null, plan: null }])
  })

  it('takes a row for changed where the only difference is a column that nothing fills any more', async () => {
    await using fixture = await createFixture()
    await load(fixture.destination, [page([{ id: 1, plan: 'pro', updated_at: 100 }])])
    const outcome = await load(fixture.destination, [page([{ id: 1, updated_at: 100 }])])
    expect(outcome).toMatchObject({ updated: 1, unchanged: 0 })
    expect(await fixture.rows('SELECT plan FROM intercom.people')).toEqual([{ plan: null }])
  })

  it('keeps rows that have no key, each of them, also beside keys that repeat', async () => {
    await using fixture = await createFixture()
    const outcome = await load(fixture.destination, [page([{ name: 'a' }, { name: 'b' }])])
    expect(outcome).toMatchObject({ inserted: 2, rows: 2 })
    const others = await load(fixture.destination, [page([{ name: 'c' }, { name: 'd' }, { id: 1 }, { id: 1 }])])
    expect(others).toMatchObject({ inserted: 3, unchanged: 1, rows: 5 })
  })

  it('drops rows outside the kept range before anything else, and keeps rows without a time', async () => {
    await using fixture = await createFixture()
    const records = [
      { id: 1, updated_at: 99 },
      { id: 2, updated_at: 100 },
      { id: 3, updated_at: 199 },
      { id: 4, updated_at: 200 },
      { id: 5 },
      { id: 6, age: 'no integer', updated_at: 5 },
    ]
    const keep = { column: 'updated_at', from: 100_000, to: 200_000 }
    const outcome = await load(fixture.destination, [page(records)], { keep })
    expect(outcome).toMatchObject({ received: 6, kept: 3, inserted: 3, schemaChanges: [] })
    expect((await fixture.rows(versions)).map((row) => row['id'])).toEqual(['2', '3', '5'])
  })

  it('matches keys of several columns', async () => {
    await using fixture = await createFixture()
    const definition = { ...people, primaryKey: ['id', 'name'] }
    await load(
      fixture.destination,
      [
        page([
          { id: 1, name: 'a' },
          { id: 1, name: 'b' },
        ]),
      ],
      { definition },
    )
    const outcome = await load(
      fixture.destination,
      [
        page([
          { id: 1, name: 'a', age: 5 },
          { id: 2, name: 'a' },
        ]),
      ],
      { definition },
    )
    expect(outcome).toMatchObject({ inserted: 1, updated: 1, rows: 3 })
  })

  it('makes rows durable commit by commit', async () => {
    await using fixture = await createFixture()
    const opened = await fixture.destination.openLoad(request())
    await opened.write(page([{ id: 1 }]))
    expect(await opened.commit()).toMatchObject({ received: 1, rows: 1 })
    expect(await opened.commit()).toMatchObject({ received: 0, rows: 1 })
    await opened.write(page([{ id: 2 }]))
    await opened[Symbol.asyncDispose]()
    await opened[Symbol.asyncDispose]()
    await fixture.reopened()
    expect((await fixture.rows(versions)).map((row) => row['id'])).toEqual(['1'])
  })

  it('holds no staged row in memory once it is committed, however many commits there are', async () => {
    await using fixture = await createFixture()
    await using opened = await fixture.destination.openLoad(request())
    const memory = async (): Promise<number> => {
      const text = "SELECT memory_usage_bytes AS bytes FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'"
      return Number((await fixture.rows(text))[0]?.['bytes'])
    }
    const records = Array.from({ length: 1000 }, (_, id) => ({ id, name: 'x'.repeat(1000) }))
    const used: number[] = []
    for (let commit = 0; commit < 12; commit += 1) {
      await opened.write(page(records))
      await opened.commit()
      used.push(await memory())
    }
    expect(used.at(-1)).toBeLessThanOrEqual(2 * (used[1] ?? 0))
  })

  it('makes the table with its declared columns when nothing came', async () => {
    await using fixture = await createFixture()
    expect(await load(fixture.destination, [])).toMatchObject({ received: 0, rows: 0, schemaChanges: [] })
    expect(await fixture.destination.describe({ schema: 'INTERCOM', name: 'People' })).toEqual({
      columns: [...people.columns.map((column) => column.name), '_ingestr_loaded_at', '_ingestr_run_id'],
      rows: 0,
      isOwn: true,
      notes: [],
    })
  })
})

describe('append', () => {
  it('adds rows as they come, duplicates too', async () => {
    await using fixture = await createFixture()
    const pages = [
      page([
        { id: 1, updated_at: 2 },
        { id: 1, updated_at: 1 },
      ]),
    ]
    await load(fixture.destination, pages, { strategy: 'append' })
    expect(await load(fixture.destination, pages, { strategy: 'append' })).toMatchObject({ inserted: 2, rows: 4 })
  })
})

describe('several tables of one load', () => {
  it('are filled from the same pages, each by its own path', async () => {
    await using fixture = await createFixture()
    const links = {
      name: 'people_tags',
      records: ['data', '*', 'tags', 'data', '*'],
      isOpen: true,
      strategy: 'append',
      primaryKey: [],
      columns: [{ name: 'id', type: 'text', path: ['id'] }],
    } as const
    const target = { schema: 'intercom', name: 'people' }
    const tables = [
      { definition: people, target },
      { definition: links, target: { name: 'people_tags' } },
    ]
    const records = [
      { id: 1, tags: { data: [{ id: 7 }, { id: 8, at: true }] } },
      { id: 2, tags: null },
      { id: 3, tags: { data: [{ id: 7 }] } },
    ]
    const outcome = await load(fixture.destination, [page(records)], { tables, strategy: 'append' })
    expect(outcome).toMatchObject({ received: 3, rows: 3 })
    expect(outcome.schemaChanges).toEqual([{ column: 'main.people_tags.at', from: null, to: 'BOOLEAN' }])
    expect(await fixture.rows('SELECT id, "at" FROM people_tags ORDER BY ALL')).toEqual([
      { id: '7', at: null },
      { id: '7', at: null },
      { id: '8', at: true },
    ])
  })
})

it.each(['merge', 'replace'] as const)('writes to a schema that is named like its file (%s)', async (strategy) => {
  await using folder = await createTemporaryDirectory()
  await using fixture = await createFixture({ path: `${folder.path}/intercom.duckdb` })
  for (const generation of ['one', 'two']) {
    const records = [
      { id: 1, [generation]: 'new' },
      { id: 2, age: generation },
    ]
    await load(fixture.destination, [page(records)], { strategy, generation })
  }
  expect(await fixture.destination.describe({ schema: 'intercom', name: 'people' })).toMatchObject({ rows: 2 })
  expect(await fixture.rows('SELECT schema_name, table_name FROM duckdb_tables()')).toEqual([
    { schema_name: 'intercom', table_name: 'people' },
  ])
  const { comment } = (await fixture.rows("SELECT comment FROM duckdb_columns() WHERE column_name = 'id'"))[0] ?? {}
  expect(comment).toBe('Unique.')
})

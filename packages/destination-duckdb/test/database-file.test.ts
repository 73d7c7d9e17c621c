import { DuckDBInstance } from '@duckdb/node-api'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { createFixture, load, page, target } from './fixture.ts'

it.each([
  'memory.duckdb',
  'Memory',
  'temp.duckdb',
  'system.db',
  'main',
  `it's "odd" and.has.dots.duckdb`,
  'наименование.duckdb',
])('gives a file named %s the name that DuckDB gives it', async (name) => {
  await using folder = await createTemporaryDirectory()
  const path = `${folder.path}/${name}`
  const before = createDuckdbDestination({ path })
  await load(before, [page([{ id: 1 }])])
  const [inside] = await before.sql.query({ text: 'SELECT current_database() AS name', parameters: [] })
  await before[Symbol.asyncDispose]()
  expect(await query(path, 'SELECT current_database() AS name')).toEqual([inside])
  await using after = createDuckdbDestination({ path })
  await load(after, [page([{ id: 2 }])])
  expect(await after.describe(target)).toMatchObject({ rows: 2 })
})

it('follows the row groups of another DuckDB in one table, and is followed by them', async () => {
  await using fixture = await createFixture()
  await load(fixture.destination, [page([{ id: 'seed', age: -1 }])])
  await fixture.destination[Symbol.asyncDispose]()
  // As a version without small row groups would have left it: the last group is far from full, and larger than ours.
  await query(
    fixture.path,
    "INSERT INTO intercom.people (id, age, updated_at) SELECT 'k' || range, range, to_timestamp(1) FROM range(100000)",
  )
  const changed = Array.from({ length: 40_000 }, (_, index) => ({ id: `k${index * 3}`, age: -2, updated_at: 2 }))
  await load(await fixture.reopened(), [page(changed.slice(0, 20_000)), page(changed.slice(20_000))])
  await fixture.destination[Symbol.asyncDispose]()
  await query(fixture.path, "UPDATE intercom.people SET score = 1 WHERE id = 'seed'")
  const sums = `SELECT count(*)::INT AS rows, count(DISTINCT id)::INT AS keys,
    count(*) FILTER (age = -2)::INT AS changed, sum(age) FILTER (age >= 0)::BIGINT AS kept, sum(score)::INT AS seed FROM intercom.people`
  expect(await query(fixture.path, sums)).toEqual([
    { rows: 100_001 + 6_666, keys: 100_001 + 6_666, changed: 40_000, kept: '3333266667', seed: 1 },
  ])
})

/** What any other program with DuckDB would see and do. */
async function query(path: string, text: string): Promise<unknown> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(text)).getRowObjectsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

import { readdir } from 'node:fs/promises'

import { expect, it } from 'vitest'

import { createFixture, page, people, raw, request } from './fixture.ts'

import type { Load, LoadRequest, Outcome, Page } from '@ingestr/contract'

const tableNames = Array.from({ length: 10 }, (_, index) => `people_${index}`)

function requestFor(name: string): LoadRequest {
  return request({ tables: [{ definition: people, target: { name } }] })
}

/** A page of 200 KB, so that a few rounds are more than what is read at once. */
function bigPage(table: string, round: number, rows = 100): Page {
  const records = Array.from({ length: rows }, (_, index) => ({
    id: `${round}-${index}`,
    name: `${table} ${'x'.repeat(2000)}`,
    age: round,
    // Comes again in every round, each time newer.
    ...(index === 0 && { id: 'same', updated_at: 1_795_000_000 + round }),
  }))
  return page(records)
}

it('fills ten tables side by side, commits of each its own, whatever becomes of another load', async () => {
  await using fixture = await createFixture()
  const { destination } = fixture
  const loads = await Promise.all(tableNames.map((name) => destination.openLoad(requestFor(name))))
  const results = await Promise.allSettled(
    loads.map(async (load, index) => {
      await using opened = load
      const name = tableNames[index] ?? ''
      for (let round = 0; round < 6; round += 1) {
        for (let part = 0; part < 4; part += 1) await opened.write(bigPage(name, round * 4 + part))
        if (index === 3 && round === 4) await opened.write(raw('{"data": [{"id": 1}'))
        if (round % 2 === 1) await opened.commit()
      }
      return await opened.publish()
    }),
  )
  const failed = results.flatMap((result, index) => (result.status === 'rejected' ? [index] : []))
  expect(failed).toEqual([3])
  expect(results[3]).toMatchObject({ reason: { code: 'INVALID_PAGE' } })
  for (const [index, name] of tableNames.entries()) {
    // The failing load had committed the pages of four rounds.
    const pages = index === 3 ? 16 : 24
    expect(
      await fixture.rows(
        `SELECT count(*)::INTEGER AS rows, count(DISTINCT id)::INTEGER AS ids, max(age) FILTER (id = 'same')::INTEGER AS newest,
          count(*) FILTER (name NOT LIKE '${name} %')::INTEGER AS strange FROM ${name}`,
      ),
      name,
    ).toEqual([{ rows: 99 * pages + 1, ids: 99 * pages + 1, newest: pages - 1, strange: 0 }])
  }
})

it('takes pages while a commit runs, for the next one', async () => {
  await using fixture = await createFixture()
  const { destination } = fixture
  await using opened = await destination.openLoad(requestFor('people'))
  const commits: Array<Promise<Outcome>> = []
  for (let round = 0; round < 5; round += 1) {
    for (let part = 0; part < 3; part += 1) await opened.write(bigPage('people', round * 3 + part))
    commits.push(opened.commit())
  }
  const outcomes = await Promise.all([...commits, opened.publish()])
  expect(outcomes.map(({ received }) => received)).toEqual([300, 300, 300, 300, 300, 0])
  expect(outcomes.map(({ rows }) => rows)).toEqual([298, 595, 892, 1189, 1486, 1486])
})

it('commits nothing out of turn: pages that follow a commit that failed are refused', async () => {
  await using fixture = await createFixture()
  await using opened = await fixture.destination.openLoad(requestFor('people'))
  await opened.write(page([{ id: 1 }]))
  const conflict = { text: 'CREATE TABLE other AS SELECT 1', parameters: [], mustChange: 2 }
  const failing = opened.commit({ record: () => [conflict] })
  failing.catch(() => undefined)
  const following = opened.write(page([{ id: 2 }]))
  await expect(failing).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
  await following
  await expect(opened.commit()).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
  expect(await fixture.destination.describe({ name: 'people' })).toBeUndefined()
})

it('drops what is not committed when it is disposed of, and leaves no file, also in the midst of reading', async () => {
  await using fixture = await createFixture()
  const { destination } = fixture
  const opened = await destination.openLoad(requestFor('people'))
  await writeRounds(opened, 2)
  await opened.commit()
  const writing = writeRounds(opened, 100)
  writing.catch(() => undefined)
  await opened[Symbol.asyncDispose]()
  await expect(writing).rejects.toMatchObject({ code: 'DESTINATION_CLOSED' })
  expect(await destination.describe({ name: 'people' })).toMatchObject({ rows: 199 })
  await fixture.reopened()
  expect(await readdir(fixture.folder)).toEqual(['test.duckdb'])
})

async function writeRounds(load: Load, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) await load.write(bigPage('people', round))
}

import { createStateStore } from '@ingestr/state-kysely'
import { expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { createFixture, page, request, target } from './fixture.ts'

import type { Outcome, SqlStatement, StateEntry } from '@ingestr/contract'

const key = { source: 'intercom:us:abc', table: 'people', target: 'intercom.people' }

function entry(revision: number, rows: number): StateEntry {
  return {
    ...key,
    checkpoint: { page: revision },
    generation: 'g',
    strategy: 'merge',
    isPublished: false,
    rows,
    revision,
  }
}

it('commits rows and state together, with the outcome that the rows had', async () => {
  await using fixture = await createFixture()
  const { destination } = fixture
  const store = createStateStore()
  await store.prepare(destination.sql)
  const record = (outcome: Outcome): readonly SqlStatement[] => store.record('duckdb', entry(1, outcome.rows))
  await using opened = await destination.openLoad(request())
  await opened.write(page([{ id: 1 }, { id: 2 }]))
  await opened.commit({ record })
  expect(await store.find(destination.sql, key.target)).toEqual([entry(1, 2)])
})

it('keeps neither rows nor state when another run has moved the state on, and can be tried again', async () => {
  await using fixture = await createFixture()
  const { destination } = fixture
  const store = createStateStore()
  await store.prepare(destination.sql)
  await destination.sql.apply(store.record('duckdb', entry(1, 0)))
  await using opened = await destination.openLoad(request())
  await opened.write(page([{ id: 1, plan: 'new column' }]))
  const stale = opened.commit({ record: () => store.record('duckdb', entry(1, 1)) })
  await expect(stale).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
  expect(await destination.describe(target)).toBeUndefined()
  expect(await store.find(destination.sql, key.target)).toEqual([entry(1, 0)])
  await opened.publish({ record: ({ rows }) => store.record('duckdb', entry(2, rows)) })
  expect(await destination.describe(target)).toMatchObject({ rows: 1 })
  expect(await store.find(destination.sql, key.target)).toEqual([entry(2, 1)])
})

it('applies all statements or none', async () => {
  await using destination = createDuckdbDestination({ path: ':memory:' })
  await destination.sql.apply([{ text: 'CREATE TABLE t (a BIGINT)', parameters: [] }])
  const insert = { text: 'INSERT INTO t VALUES (?)', parameters: [1], mustChange: 1 }
  const update = { text: 'UPDATE t SET a = 2 WHERE a = ?', parameters: [5], mustChange: 1 }
  await expect(destination.sql.apply([insert, update])).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
  const broken = destination.sql.apply([insert, { text: 'INSERT INTO nothing VALUES (1)', parameters: [] }])
  await expect(broken).rejects.toMatchObject({ code: 'DESTINATION_FAILED' })
  expect(await destination.sql.query({ text: 'SELECT * FROM t', parameters: [] })).toEqual([])
})

it('takes parameters of every kind, and gives values back as JSON', async () => {
  await using destination = createDuckdbDestination({ path: ':memory:' })
  const text = `SELECT ? AS "null", ? AS truth, ? AS integer, ? AS fraction, ? AS text, 9007199254740993 AS big,
    TIMESTAMPTZ '2026-01-01 02:00:00.5+02' AS instant, TIMESTAMP '2026-01-01 02:00:00' AS local, '{"a":1}'::JSON AS document`
  expect(await destination.sql.query({ text, parameters: [null, true, 5, 1.5, "it's"] })).toEqual([
    {
      null: null,
      truth: true,
      integer: '5',
      fraction: 1.5,
      text: "it's",
      big: '9007199254740993',
      instant: '2026-01-01T00:00:00.5Z',
      local: '2026-01-01T02:00:00',
      document: '{"a":1}',
    },
  ])
})

it('lets commits of several loads take turns', async () => {
  await using fixture = await createFixture()
  const loads = await Promise.all(Array.from({ length: 6 }, () => fixture.destination.openLoad(request())))
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(
      loads.map(async (each, index) => {
        await each.write(page([{ id: `${index}-${round}` }, { id: 'shared', [`column_${index}`]: round }]))
        await each.commit()
      }),
    )
  }
  await Promise.all(loads.map((each) => each[Symbol.asyncDispose]()))
  expect(await fixture.destination.describe(target)).toMatchObject({ rows: 19 })
})

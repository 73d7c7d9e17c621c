import { describe, expect, test } from 'vitest'

import type { StateEntry } from '@ingestr/contract'

import type { Place, TestDatabase } from './database.ts'
import { databases, execute, postgresHost, select, store, withPrepared, write } from './databases.ts'
import { createPostgresKind } from './in-postgres.ts'
import { entry } from './samples.ts'

const conflict = { code: 'STATE_CONFLICT', isRetryable: true }

/** What holds must not hang on how isolated the transactions of a Postgres are set up to be. */
const serializable = postgresHost === null ? [] : [createPostgresKind(postgresHost, 'serializable')]

describe.each([...databases, ...serializable])('in $name', (kind) => {
  test.each([
    ['a first revision', 1],
    ['a later revision', 2],
  ])('of two that write %s at once, one wins, and nothing that came with the other stays', async (_name, revision) => {
    await withPrepared(kind, async (database, place) => {
      await execute(database, 'create table other (id integer)')
      if (revision > 1) await write(database, entry)
      const mine = { ...entry, generation: 'mine', revision }
      const theirs = { ...entry, generation: 'theirs', revision }
      const beforeCommit = Promise.withResolvers<void>()
      const commit = Promise.withResolvers<void>()
      await using held = await place.connect({
        async beforeCommit() {
          beforeCommit.resolve()
          await commit.promise
        },
      })
      await using other = await place.connect()

      const first = settle(writeWithRow(held, mine))
      await beforeCommit.promise
      const second = settle(writeWithRow(other, theirs))
      await Promise.race([second, untilWaiting(place)])
      commit.resolve()

      const errors = [await first, await second]
      expect(errors.filter((error) => error !== undefined)).toEqual([expect.objectContaining(conflict)])
      const winner = errors[0] === undefined ? mine : theirs
      expect(await store.find(database.executor, entry.target)).toEqual([winner])
      expect(await select(database, 'select count(*) as rows from other')).toEqual([{ rows: kind.integer(1) }])
    })
  })

  test('of six that write at once, one wins, revision after revision', async () => {
    await withPrepared(kind, async (database, place) => {
      const writers = await Promise.all(Array.from({ length: 6 }, () => place.connect()))
      for (const revision of [1, 2, 3, 4, 5]) {
        const attempts = writers.map((writer, index) =>
          settle(write(writer, { ...entry, generation: `writer ${index}`, revision })),
        )
        const errors = await Promise.all(attempts)
        const losers = errors.filter((error) => error !== undefined)
        expect(losers).toEqual(losers.map(() => expect.objectContaining(conflict)))
        expect(losers).toHaveLength(5)
        const generation = `writer ${errors.indexOf(undefined)}`
        expect(await store.find(database.executor, entry.target)).toEqual([{ ...entry, generation, revision }])
      }
      for (const writer of writers) await writer[Symbol.asyncDispose]()
    })
  })

  test('first writes of different tables, one after the other, are no conflict', async () => {
    await withPrepared(kind, async (database, place) => {
      await using second = await place.connect()
      const tags = { ...entry, table: 'tags', target: 'intercom.tags' }
      await write(database, entry)
      await write(second, tags)
      expect(await store.find(second.executor, entry.target)).toEqual([entry])
      expect(await store.find(database.executor, tags.target)).toEqual([tags])
    })
  })
})

/** The rows of a load, and what is recorded of it, in one transaction. */
async function writeWithRow(database: TestDatabase, recorded: StateEntry): Promise<void> {
  const rows = { text: 'insert into other values (?)', parameters: [recorded.revision] }
  const { executor } = database
  await executor.apply([rows, ...store.record(executor.dialect, recorded)])
}

/** What it was rejected with; undefined where it was not. */
async function settle(promise: Promise<void>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

async function untilWaiting(place: Place): Promise<void> {
  while (!(await place.isWaiting())) await new Promise(setImmediate)
}

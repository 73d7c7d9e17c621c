import { describe, expect, test } from 'vitest'

import { currentVersion } from '../src/migrations.ts'
import { databases, execute, select, store, withDatabase, withPrepared, write } from './databases.ts'
import { entry, run } from './samples.ts'

describe.each(databases)('in $name', (kind) => {
  test('a database that is not there has no entries, and is not made by asking', async () => {
    await withDatabase(kind, async (database, place) => {
      expect(await store.find(database.executor, entry.target)).toEqual([])
      expect(await place.exists()).toBe(false)
    })
  })

  test('a database without state tables has no entries', async () => {
    await withDatabase(kind, async (database) => {
      await execute(database, 'create table other (id integer)')
      expect(await store.find(database.executor, entry.target)).toEqual([])
    })
  })

  test('preparing twice, or in a database that is opened again, keeps what is stored', async () => {
    await withDatabase(kind, async (first, place) => {
      await store.prepare(first.executor)
      await write(first, entry)
      await store.prepare(first.executor)
      await first[Symbol.asyncDispose]()
      await using second = await place.connect()
      await store.prepare(second.executor)
      expect(await store.find(second.executor, entry.target)).toEqual([entry])
      expect(await select(second, `select count(*) = 1 as one from ${kind.nameOf('versions')}`)).toEqual([
        { one: kind.truth(true) },
      ])
    })
  })

  test('tables of a database that is prepared already are not written to', async () => {
    await withPrepared(kind, async ({ executor }) => {
      await store.prepare({ ...executor, apply: () => expect.unreachable('there was nothing to apply') })
      expect(await store.find(executor, entry.target)).toEqual([])
    })
  })

  test('tables half made by hand are completed', async () => {
    await withPrepared(kind, async (database) => {
      await database.executor.apply([
        { text: `delete from ${kind.nameOf('versions')}`, parameters: [] },
        { text: `drop view ${kind.nameOf('runs')}`, parameters: [] },
      ])
      await store.prepare(database.executor)
      await database.executor.apply(store.recordRun(database.executor.dialect, run))
      expect(await select(database, `select run_id from ${kind.nameOf('runs')}`)).toEqual([{ run_id: run.id }])
    })
  })

  test.each([currentVersion + 1, currentVersion + 5])(
    'tables of the newer version %i are refused, with the versions and the way out',
    async (newer) => {
      await withPrepared(kind, async (database) => {
        await execute(database, `insert into ${kind.nameOf('versions')} (version) values (${newer})`)
        const refusal = {
          code: 'STATE_TOO_NEW',
          message: expect.stringMatching(
            new RegExp(`version ${newer},.*up to ${currentVersion}: .*Update ingestr, or write to another database`),
          ),
        }
        await expect(store.prepare(database.executor)).rejects.toMatchObject(refusal)
        await expect(store.find(database.executor, entry.target)).rejects.toMatchObject(refusal)
      })
    },
  )

  test('an aborted signal reaches the executor, and its reason the caller', async () => {
    await withDatabase(kind, async (database, place) => {
      const reason = new Error('enough')
      const signal = AbortSignal.abort(reason)
      await expect(store.prepare(database.executor, { signal })).rejects.toBe(reason)
      await expect(store.find(database.executor, entry.target, { signal })).rejects.toBe(reason)
      expect(await place.exists()).toBe(false)
    })
  })
})

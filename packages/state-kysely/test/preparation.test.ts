import { existsSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { databases, execute, select, store, withDatabase, withPrepared, write } from './databases.ts'
import { entry, run } from './samples.ts'

describe.each(databases)('in %s', (dialect, open) => {
  test('a database that is not there has no entries, and is not made by asking', async () => {
    await withDatabase(open, async (database, path) => {
      expect(await store.find(database.executor, entry.target)).toEqual([])
      expect(existsSync(path)).toBe(false)
    })
  })

  test('a database without state tables has no entries', async () => {
    await withDatabase(open, async (database) => {
      await execute(database, 'create table other (id integer)')
      expect(await store.find(database.executor, entry.target)).toEqual([])
    })
  })

  test('preparing twice, or in a file that is opened again, keeps what is stored', async () => {
    await withDatabase(open, async (first, path) => {
      await store.prepare(first.executor)
      await write(first, entry)
      await store.prepare(first.executor)
      await first[Symbol.asyncDispose]()
      await using second = await open(path)
      await store.prepare(second.executor)
      expect(await store.find(second.executor, entry.target)).toEqual([entry])
      expect(await select(second, `select count(*) = 1 as one from ${second.name('versions')}`)).toEqual([
        { one: dialect === 'sqlite' ? 1 : true },
      ])
    })
  })

  test('tables of a database that is prepared already are not written to', async () => {
    await withPrepared(open, async ({ executor }) => {
      await store.prepare({ ...executor, apply: () => expect.unreachable('there was nothing to apply') })
      expect(await store.find(executor, entry.target)).toEqual([])
    })
  })

  test('tables half made by hand are completed', async () => {
    await withPrepared(open, async (database) => {
      await database.executor.apply([
        { text: `delete from ${database.name('versions')}`, parameters: [] },
        { text: `drop table ${database.name('runs')}`, parameters: [] },
      ])
      await store.prepare(database.executor)
      await database.executor.apply(store.recordRun(database.executor.dialect, run))
      expect(await select(database, `select run_id from ${database.name('runs')}`)).toEqual([{ run_id: run.id }])
    })
  })

  test.each([2, 7])('tables of the newer version %i are refused, with the versions and the way out', async (newer) => {
    await withPrepared(open, async (database) => {
      await execute(database, `insert into ${database.name('versions')} values (${newer})`)
      const refusal = {
        code: 'STATE_TOO_NEW',
        message: expect.stringMatching(
          new RegExp(`version ${newer},.*up to 1: .*Update ingestr, or write to another database`),
        ),
      }
      await expect(store.prepare(database.executor)).rejects.toMatchObject(refusal)
      await expect(store.find(database.executor, entry.target)).rejects.toMatchObject(refusal)
    })
  })

  test('an aborted signal reaches the executor, and its reason the caller', async () => {
    await withDatabase(open, async (database, path) => {
      const reason = new Error('enough')
      const signal = AbortSignal.abort(reason)
      await expect(store.prepare(database.executor, { signal })).rejects.toBe(reason)
      await expect(store.find(database.executor, entry.target, { signal })).rejects.toBe(reason)
      expect(existsSync(path)).toBe(false)
    })
  })
})

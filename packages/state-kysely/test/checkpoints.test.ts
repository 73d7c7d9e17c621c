import { describe, expect, test } from 'vitest'

import type { StateEntry } from '@ingestr/contract'

import { databases, execute, store, withPrepared, write } from './databases.ts'
import { entry } from './samples.ts'

describe.each(databases)('in $name', (kind) => {
  test('an entry comes back as it was written, and is replaced by the next revision', async () => {
    await withPrepared(kind, async (database) => {
      await write(database, entry)
      expect(await store.find(database.executor, entry.target)).toEqual([entry])
      const next: StateEntry = { ...entry, checkpoint: {}, isPublished: true, rows: 2 ** 40, revision: 2 }
      await write(database, next)
      expect(await store.find(database.executor, entry.target)).toEqual([next])
    })
  })

  test.each([
    ['a first write where an entry is', 1],
    ['a write over a revision that another run wrote', 2],
    ['a write over a revision that is still to come', 4],
  ])('%s is a conflict, and changes nothing', async (_name, revision) => {
    await withPrepared(kind, async (database) => {
      await write(database, entry)
      await write(database, { ...entry, revision: 2 })
      const late = { ...entry, generation: 'late', revision }
      await expect(write(database, late)).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
      expect(await store.find(database.executor, entry.target)).toEqual([{ ...entry, revision: 2 }])
    })
  })

  test('a later revision where no entry is, is a conflict', async () => {
    await withPrepared(kind, async (database) => {
      await expect(write(database, { ...entry, revision: 2 })).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
      expect(await store.find(database.executor, entry.target)).toEqual([])
    })
  })

  test('entries of every source and table are found for their target, and for no other', async () => {
    await withPrepared(kind, async (database) => {
      const elsewhere = { ...entry, target: 'intercom.people' }
      await write(database, entry)
      await write(database, elsewhere)
      const { executor } = database
      const copy = `insert into ${kind.nameOf('checkpoints')} select 'intercom:eu:xyz', source_table, target_table, checkpoint, generation, strategy, is_published, rows, revision from ${kind.nameOf('checkpoints')} where target_table = ?`
      await execute(database, copy, [entry.target])
      const other = { ...entry, source: 'intercom:eu:xyz' }
      expect(await store.find(executor, entry.target)).toEqual([other, entry])
      expect(await store.find(executor, elsewhere.target)).toEqual([elsewhere])
    })
  })

  test.each([
    ['another workspace', { source: 'intercom:eu:xyz' }],
    ['another table', { table: 'conversations' }],
  ])(
    'what %s had stored for the target goes once the write is published, other targets stay',
    async (_name, change) => {
      await withPrepared(kind, async (database) => {
        const elsewhere = { ...entry, target: 'intercom.people' }
        await write(database, entry)
        await write(database, elsewhere)
        await write(database, { ...entry, ...change, isPublished: false })
        expect(await store.find(database.executor, entry.target)).toHaveLength(2)
        const published = { ...entry, ...change, isPublished: true, revision: 2 }
        await write(database, published)
        expect(await store.find(database.executor, entry.target)).toEqual([published])
        expect(await store.find(database.executor, elsewhere.target)).toEqual([elsewhere])
      })
    },
  )

  test.each([
    ["checkpoint = '[]'"],
    ["checkpoint = '{'"],
    ['checkpoint = null'],
    ["strategy = 'upsert'"],
    ['revision = null'],
    ['is_published = null'],
    ['source = null'],
  ])('an entry that was changed by hand (%s) is an error with the way out', async (assignment) => {
    await withPrepared(kind, async (database) => {
      await write(database, entry)
      const text = `update ${kind.nameOf('checkpoints')} set ${assignment}`
      await execute(database, text)
      await expect(store.find(database.executor, entry.target)).rejects.toMatchObject({
        code: 'STATE_INVALID',
        message: expect.stringContaining('intercom.contacts'),
      })
    })
  })
})

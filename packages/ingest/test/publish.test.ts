import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { DuckDBInstance } from '@duckdb/node-api'
import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { listStored, publish, readTable } from '../src/index.ts'
import { startCopy, type CopyHarness } from './copy-harness.ts'

function destination({ runtime }: CopyHarness, destUri = 'duckdb:///intercom.duckdb') {
  return { destUri, runtime }
}

describe('publish', () => {
  it('puts a copy in the working directory, state and all, while runs go on, and readers keep theirs', async () => {
    await using harness = await startCopy({ counts: { contacts: 60 } })
    await harness.copy('contacts')
    await mkdir(join(harness.directory, 'copies'))
    const path = 'copies/intercom.duckdb'
    const first = await publish({ ...destination(harness), path })
    expect(first.path).toBe(join(harness.directory, path))
    expect(first.tables).toContainEqual({ table: { schema: 'intercom', name: 'contacts' }, rows: 60 })
    const instance = await DuckDBInstance.create(first.path, { access_mode: 'READ_ONLY' })
    const connection = await instance.connect()
    harness.fake.store.contacts.create({ name: 'new' })
    harness.clock.advance(60_000)
    const [run] = await Promise.all([
      harness.copy('contacts'),
      publish({ ...destination(harness), path }),
      publish({ ...destination(harness), path }),
    ])
    expect(run.counts).toMatchObject({ rows: 61 })
    const rows = await connection.runAndReadAll('SELECT count(*) FROM intercom.intercom.contacts')
    expect(rows.getRowsJson()).toEqual([['60']])
    connection.closeSync()
    instance.closeSync()
    const last = await publish({ ...destination(harness), path })
    expect(last.tables).toContainEqual({ table: { schema: 'intercom', name: 'contacts' }, rows: 61 })
    expect(last.tables.map(({ table }) => `${table.schema}.${table.name}`)).toContain('_ingestr.checkpoints')
    expect(await readdir(join(harness.directory, 'copies'))).toEqual(['intercom.duckdb'])
  })

  it.each([
    ['', 'is not the path of a file'],
    ['duckdb:///copy.duckdb', 'is not the path of a file'],
    ['intercom.duckdb', 'belongs to the database itself'],
    ['nowhere/copy.duckdb', 'is in no folder'],
  ])('refuses the path %j', async (path, message) => {
    await using harness = await startCopy({ counts: { tags: 3 } })
    await harness.copy('tags')
    const error = await rejectionOf(publish({ ...destination(harness), path }))
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) })
  })

  it('says that there is nothing to publish yet, and makes nothing', async () => {
    await using harness = await startCopy()
    const error = await rejectionOf(publish({ ...destination(harness), path: 'copy.duckdb' }))
    expect(error.code).toBe('NOTHING_TO_PUBLISH')
    expect(await readdir(harness.directory)).toEqual([])
  })
})

describe('listStored and readTable', () => {
  it('tell what is stored, from the database and from a published copy alike', async () => {
    await using harness = await startCopy({ counts: { contacts: 30, tags: 4 } })
    await harness.copyAll('contacts,tags')
    const { path } = await publish({ ...destination(harness), path: 'copy.duckdb' })
    const copy = destination(harness, `duckdb:///${path}`)
    const tables = await listStored(destination(harness))
    expect(tables.map(({ table, rows }) => [table, rows])).toEqual([
      [{ schema: 'intercom', name: 'contacts' }, 30],
      [{ schema: 'intercom', name: 'tags' }, 4],
    ])
    expect(await listStored(copy)).toEqual(tables)
    for (const { table } of tables) {
      const found = await readTable({ ...destination(harness), table, limit: 3 })
      expect(found.columns).toEqual(tables.find((each) => each.table.name === table.name)?.columns)
      expect(found.rows).toHaveLength(3)
      const named = await readTable({ ...copy, table: `intercom.${table.name}`, limit: 3 })
      expect({ ...named, rows: [] }).toEqual({ ...found, rows: [] })
    }
    const contacts = await readTable({ ...destination(harness), table: 'Intercom.Contacts', limit: 30 })
    const at = contacts.columns.findIndex(({ name }) => name === 'id')
    const ids = harness.fake.truth('contacts').map((record) => record['id'])
    expect(contacts.rows.map((row) => row[at]).toSorted()).toEqual(ids.toSorted())
  })

  it('make nothing, and say which table is not there', async () => {
    await using harness = await startCopy()
    expect(await listStored(destination(harness))).toEqual([])
    const error = await rejectionOf(readTable({ ...destination(harness), table: 'intercom.tags', limit: 1 }))
    expect(error.code).toBe('INVALID_ARGUMENT')
    expect(error.message).toContain('There is no table intercom.tags in ')
    for (const [table, limit] of [
      ['_ingestr.runs', 1],
      ['a.b.c', 1],
      ['tags', -1],
    ] as const) {
      expect((await rejectionOf(readTable({ ...destination(harness), table, limit }))).code).toBe('INVALID_ARGUMENT')
    }
    expect(await readdir(harness.directory)).toEqual([])
  })
})

it('a destination that cannot do these says so', async () => {
  await using harness = await startCopy()
  const lines = destination(harness, 'jsonl:///out')
  for (const asked of [
    publish({ ...lines, path: 'copy.duckdb' }),
    listStored(lines),
    readTable({ ...lines, table: 'tags', limit: 1 }),
  ]) {
    expect(await rejectionOf(asked)).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/its connector cannot|The connector of .*cannot/),
    })
  }
})

import { chmod, copyFile, readdir, rm } from 'node:fs/promises'

import { DuckDBInstance } from '@duckdb/node-api'
import { createTemporaryDirectory, rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { startChild } from './child.ts'
import { createFixture, load, page, target } from './fixture.ts'

import type { Destination, ListedTable, TableRows } from '@ingestr/contract'

async function read(destination: Destination, name: string, limit = 100): Promise<TableRows | undefined> {
  return await destination.readRows?.({ table: { name }, limit })
}

async function list(destination: Destination): Promise<readonly ListedTable[] | undefined> {
  return await destination.listStored?.()
}

describe('listStored', () => {
  it('tells of tables with their columns and rows, not of what ingestr keeps for itself', async () => {
    await using fixture = await createFixture()
    const { destination } = fixture
    await load(destination, [page([{ id: 1 }, { id: 2 }])])
    const statements = [
      'CREATE SCHEMA _ingestr',
      'CREATE TABLE _ingestr.checkpoints (id INTEGER)',
      'CREATE TABLE intercom._ingestr_people_0123abcd (id INTEGER)',
      'CREATE TABLE b (d DECIMAL(18, 3), s STRUCT(a INTEGER))',
      'CREATE VIEW v AS SELECT 1 AS a',
    ]
    await destination.sql.apply(statements.map((text) => ({ text, parameters: [] })))
    const tables = await list(destination)
    expect(tables?.map(({ table, rows }) => [table.schema, table.name, rows])).toEqual([
      ['intercom', 'people', 2],
      ['main', 'b', 0],
    ])
    expect(tables?.[0]?.columns.slice(0, 3)).toEqual([
      { name: 'id', type: 'VARCHAR' },
      { name: 'name', type: 'VARCHAR' },
      { name: 'age', type: 'BIGINT' },
    ])
    expect(tables?.[1]?.columns).toEqual([
      { name: 'd', type: 'DECIMAL(18,3)' },
      { name: 's', type: 'STRUCT(a INTEGER)' },
    ])
  })
})

describe('reading', () => {
  it('makes nothing: no file, no folder, and nothing beside a file', async () => {
    await using fixture = await createFixture()
    const { destination, folder, path } = fixture
    expect(await list(destination)).toEqual([])
    expect(await read(destination, 'people')).toBeUndefined()
    expect(await readdir(folder)).toEqual([])
    await load(destination, [page([{ id: 1 }])])
    await destination[Symbol.asyncDispose]()
    await chmod(path, 0o444)
    await chmod(folder, 0o555)
    await using closed = createDuckdbDestination({ path })
    expect(await list(closed)).toHaveLength(1)
    expect(await closed.readRows?.({ table: target, limit: 1 })).toMatchObject({ count: 1 })
    expect(await read(closed, 'people')).toBeUndefined()
    expect(await readdir(folder)).toEqual(['test.duckdb'])
    await chmod(folder, 0o755)
  })

  it('finds what a killed process has left in the WAL, and leaves it there', async () => {
    await using folder = await createTemporaryDirectory()
    await using aside = await createTemporaryDirectory()
    await using holder = await startChild('holder.ts', `${folder.path}/x.duckdb`)
    const path = `${aside.path}/x.duckdb`
    for (const ending of ['', '.wal']) await copyFile(`${folder.path}/x.duckdb${ending}`, `${path}${ending}`)
    await using destination = createDuckdbDestination({ path })
    expect(await list(destination)).toMatchObject([{ table: { schema: 'main', name: 'held' }, rows: 0 }])
    expect(await readdir(aside.path)).toEqual(['x.duckdb', 'x.duckdb.wal'])
    expect(holder.exitCode).toBeNull()
  })

  it('goes on beside others who read, waits for one who writes, and keeps nothing open', async () => {
    await using fixture = await createFixture()
    const { destination, path } = fixture
    await load(destination, [page([{ id: 1 }])])
    await destination[Symbol.asyncDispose]()
    await using reader = await startChild('reading-child.ts', path)
    await using looking = createDuckdbDestination({ path })
    expect(await list(looking)).toHaveLength(1)
    expect(reader.exitCode).toBeNull()
    await reader[Symbol.asyncDispose]()
    // Had it kept the file open, this one could not write.
    await using holder = await startChild('holder.ts', path)
    expect(await rejectionOf(list(looking))).toMatchObject({ code: 'DESTINATION_LOCKED' })
    const report = (): void => {
      holder.kill('SIGKILL')
    }
    await using patient = createDuckdbDestination({ path, lockTimeoutMs: 60_000, report })
    expect(await list(patient)).toHaveLength(2)
  })

  it('sees what a load of the same process has committed, and not its inside', async () => {
    await using fixture = await createFixture()
    const { destination, path } = fixture
    await load(destination, [page([{ id: 1 }])])
    await using other = createDuckdbDestination({ path })
    await Promise.all([
      load(destination, [page([{ id: 2 }])]),
      list(other).then((tables) => expect([1, 2]).toContain(tables?.[0]?.rows)),
    ])
    expect(await other.readRows?.({ table: target, limit: 10 })).toMatchObject({ count: 2 })
  })

  it('and a load that begins at the same time do not open one file twice', async () => {
    await using folder = await createTemporaryDirectory()
    const path = `${folder.path}/x.duckdb`
    const instance = await DuckDBInstance.create(path)
    instance.closeSync()
    for (let round = 0; round < 5; round += 1) {
      const destinations = [1, 2, 3].map(() => createDuckdbDestination({ path }))
      const [loading, ...looking] = destinations
      await Promise.all([
        ...looking.map((each) => list(each)),
        loading === undefined ? undefined : load(loading, [page([{ id: round }])]),
        ...looking.map((each) => list(each)),
      ])
      await Promise.all(destinations.map((each) => each[Symbol.asyncDispose]()))
    }
    await using after = createDuckdbDestination({ path })
    expect(await after.readRows?.({ table: target, limit: 10 })).toMatchObject({ count: 5 })
  })

  it('rejects with the reason of an aborted signal, as what is no database, and after disposal', async () => {
    await using fixture = await createFixture()
    const { destination, path } = fixture
    await load(destination, [page([{ id: 1 }])])
    const reason = new Error('stopped by the user')
    await expect(destination.listStored?.({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await destination[Symbol.asyncDispose]()
    expect(await rejectionOf(list(destination))).toMatchObject({ code: 'DESTINATION_CLOSED' })
    await rm(path)
    await copyFile(new URL(import.meta.url), path)
    await using other = createDuckdbDestination({ path })
    expect(await rejectionOf(list(other))).toMatchObject({ code: 'DESTINATION_UNAVAILABLE' })
  })
})

import { chmod, readdir, stat, symlink } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { DuckDBInstance } from '@duckdb/node-api'
import { createStateStore } from '@ingestr/state-kysely'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { createFixture, load, page } from './fixture.ts'
import { openReader, publish, readCopy } from './reader.ts'

const copied = { table: { schema: 'intercom', name: 'people' }, rows: 2 }

describe('a published copy', () => {
  it('is all there is, and plain DuckDB reads it', async () => {
    await using fixture = await createFixture()
    const { destination, folder } = fixture
    await load(destination, [page([{ id: 1 }, { id: 2, tags: [1] }])])
    await createStateStore().prepare(destination.sql)
    const path = `${folder}/copy.duckdb`
    const published = await publish(destination, path)
    expect(published).toMatchObject({ path, bytes: (await stat(path)).size })
    expect(published.tables).toContainEqual(copied)
    expect(published.tables.map(({ table }) => `${table.schema}.${table.name}`)).toContain('_ingestr.checkpoints')
    expect((await readdir(folder)).filter((name) => /copy/.test(name))).toEqual(['copy.duckdb'])
    const rows = 'SELECT id, tags, _ingestr_run_id FROM intercom.people ORDER BY id'
    expect(await readCopy(path, rows)).toEqual([
      ['1', null, 'run-1'],
      ['2', '[1]', 'run-1'],
    ])
    const comments = `SELECT comment FROM duckdb_columns() WHERE table_name = 'people' AND column_name = 'id'`
    expect(await readCopy(path, comments)).toEqual([['Unique.']])
  })

  it('has what others put into the database: keys, indexes, views, types, sequences, macros, names of any kind', async () => {
    await using fixture = await createFixture()
    const { destination, folder } = fixture
    const statements = [
      'CREATE TABLE z_parent (id INTEGER PRIMARY KEY)',
      'CREATE TABLE a_child (id INTEGER REFERENCES z_parent (id), UNIQUE (id))',
      'CREATE TABLE b_grandchild (id INTEGER REFERENCES a_child (id))',
      'INSERT INTO z_parent VALUES (1)',
      'INSERT INTO a_child VALUES (1)',
      'INSERT INTO b_grandchild VALUES (1)',
      'CREATE SEQUENCE numbers',
      `CREATE TABLE generated (n BIGINT DEFAULT nextval('numbers'), "twice n" AS (n * 2), text VARCHAR DEFAULT ' GENERATED ALWAYS AS(' NOT NULL)`,
      `INSERT INTO generated (n) VALUES (nextval('numbers')), (nextval('numbers'))`,
      'CREATE INDEX by_number ON generated (n)',
      'CREATE VIEW doubled AS SELECT "twice n" AS two FROM generated',
      'CREATE TABLE dropped (id INTEGER)',
      'CREATE VIEW broken AS SELECT * FROM dropped',
      'DROP TABLE dropped',
      'CREATE MACRO plus_one(a) AS a + 1',
      `CREATE TYPE mood AS ENUM ('good', 'bad')`,
      'CREATE SCHEMA "a ""schema"".x"',
      `CREATE TABLE "a ""schema"".x"."select" ("from" mood, "a b" STRUCT(a INTEGER[], m MAP(VARCHAR, DECIMAL(38, 3))))`,
      `INSERT INTO "a ""schema"".x"."select" VALUES ('bad', {a: [1, NULL], m: MAP {'x': 0.125}})`,
    ].map((text) => ({ text, parameters: [] }))
    await destination.sql.apply(statements)
    const path = `${folder}/copy.duckdb`
    const { tables } = await publish(destination, path)
    expect(tables).toHaveLength(5)
    expect(await readCopy(path, 'SELECT n, "twice n", text FROM generated ORDER BY n')).toEqual([
      ['1', '2', ' GENERATED ALWAYS AS('],
      ['2', '4', ' GENERATED ALWAYS AS('],
    ])
    expect(await readCopy(path, 'SELECT sum(two)::INTEGER, plus_one(1) FROM doubled')).toEqual([[6, 2]])
    expect(await readCopy(path, 'SELECT g.id FROM b_grandchild g JOIN a_child USING (id)')).toEqual([[1]])
    expect(await readCopy(path, `SELECT "from"::VARCHAR, "a b"::VARCHAR FROM "a ""schema"".x"."select"`)).toEqual([
      ['bad', "{'a': [1, NULL], 'm': {x=0.125}}"],
    ])
    expect(await readCopy(path, 'SELECT index_name FROM duckdb_indexes()')).toEqual([['by_number']])
  })

  it('keeps the types that only the storage of a later DuckDB has', async () => {
    await using folder = await createTemporaryDirectory()
    const source = `${folder.path}/x.duckdb`
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`ATTACH '${source}' AS x (STORAGE_VERSION 'v1.5.0')`)
    await connection.run('CREATE TABLE x.odd AS SELECT {a: 1}::VARIANT AS v')
    connection.closeSync()
    instance.closeSync()
    await using destination = createDuckdbDestination({ path: source })
    await publish(destination, `${folder.path}/copy.duckdb`)
    expect(await readCopy(`${folder.path}/copy.duckdb`, 'SELECT v::VARCHAR FROM odd')).toEqual([["{'a': 1}"]])
  })

  it('takes the place of the one before, which a reader in another process goes on reading', async () => {
    await using fixture = await createFixture()
    const { destination, folder } = fixture
    const path = `${folder}/copy.duckdb`
    await load(destination, [page([{ id: 1 }, { id: 2 }])])
    await publish(destination, path)
    await using before = await openReader(path)
    expect(await before.ask('SELECT count(*) FROM intercom.people')).toEqual([['2']])
    await load(destination, [page([{ id: 3 }])])
    await publish(destination, path)
    await using after = await openReader(path)
    expect(await after.ask('SELECT count(*) FROM intercom.people')).toEqual([['3']])
    expect(await before.ask('SELECT count(*) FROM intercom.people')).toEqual([['2']])
  })

  it('can be opened at once, whatever transactions have seen it being made', async () => {
    await using folder = await createTemporaryDirectory()
    const instance = await DuckDBInstance.create(`${folder.path}/x.duckdb`)
    await using destination = createDuckdbDestination({ instance, temporaryDirectory: folder.path })
    await load(destination, [page([{ id: 1 }])])
    const done = new AbortController()
    const look = async (): Promise<void> => {
      const connection = await instance.connect()
      while (!done.signal.aborted) {
        await connection.run('BEGIN TRANSACTION')
        await connection.run('SELECT count(*) FROM duckdb_tables()')
        await sleep(20)
        await connection.run('COMMIT')
      }
      connection.closeSync()
    }
    const looking = [look(), look(), look()]
    for (let copy = 0; copy < 5; copy += 1) {
      await publish(destination, `${folder.path}/copy.duckdb`)
      await using reader = await openReader(`${folder.path}/copy.duckdb`)
      expect(await reader.ask('SELECT id FROM intercom.people')).toEqual([['1']])
    }
    done.abort()
    await Promise.all(looking)
    await destination[Symbol.asyncDispose]()
    instance.closeSync()
  })

  it('has the permissions of the one before, and the first one those of the database', async () => {
    await using fixture = await createFixture()
    const { destination, folder } = fixture
    await load(destination, [page([{ id: 1 }])])
    await chmod(fixture.path, 0o640)
    const path = `${folder}/copy.duckdb`
    await publish(destination, path)
    expect((await stat(path)).mode & 0o777).toBe(0o640)
    await chmod(path, 0o444)
    await publish(destination, path)
    expect((await stat(path)).mode & 0o777).toBe(0o444)
  })

  it('is put where a link leads', async () => {
    await using fixture = await createFixture()
    const { destination, folder } = fixture
    await load(destination, [page([{ id: 1 }, { id: 2 }])])
    await publish(destination, `${folder}/real.duckdb`)
    await symlink(`${folder}/real.duckdb`, `${folder}/link.duckdb`)
    await load(destination, [page([{ id: 3 }])])
    expect(await publish(destination, `${folder}/link.duckdb`)).toMatchObject({ path: `${folder}/real.duckdb` })
    expect(await readCopy(`${folder}/real.duckdb`, 'SELECT count(*) FROM intercom.people')).toEqual([['3']])
  })
})

import { chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { DuckDBInstance } from '@duckdb/node-api'
import { createStateStore } from '@ingestr/state-kysely'
import { createTemporaryDirectory, rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { findCopyPlace } from '../src/copy-place.ts'
import { createDuckdbDestination } from '../src/index.ts'
import { openDatabase } from '../src/open-database.ts'
import { publishCopy } from '../src/publish-copy.ts'
import { startChild } from './child.ts'
import { createFixture, load, page, target } from './fixture.ts'
import { openReader, publish, readCopy } from './reader.ts'
import { watchedInstance } from './watched-instance.ts'

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
    let isDone = false
    const look = async (): Promise<void> => {
      const connection = await instance.connect()
      while (!isDone) {
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
    isDone = true
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

describe('publishing', () => {
  it('while others write: every copy is as of one moment between two commits', async () => {
    await using fixture = await createFixture()
    const { destination, folder } = fixture
    const path = `${folder}/copy.duckdb`
    await destination.sql.apply(['CREATE TABLE one (n INTEGER)', 'CREATE TABLE other (n INTEGER)'].map(statement))
    let isDone = false
    const adding = (async () => {
      for (let n = 1; !isDone; n += 1) {
        const names = n % 2 === 0 ? ['one', 'other'] : ['other', 'one']
        await destination.sql.apply(names.map((name) => statement(`INSERT INTO ${name} VALUES (${n})`)))
        if (n % 10 === 0) await destination.sql.apply([statement(`CREATE TABLE t${n} (n INTEGER)`)])
      }
    })()
    const loading = (async () => {
      for (let id = 0; !isDone; id += 1) await load(destination, [page([{ id, [`new_${id % 9}`]: 1 }])])
    })()
    let last = 0
    for (let copy = 0; copy < 8; copy += 1) {
      const { tables } = await publish(destination, path)
      const [[one = null, other = null, highest = null] = []] = await readCopy(
        path,
        'SELECT (SELECT count(*)::INTEGER FROM one), (SELECT count(*)::INTEGER FROM other), (SELECT coalesce(max(n), 0) FROM one)',
      )
      expect(other).toBe(one)
      expect(highest).toBe(one)
      expect(tables.find(({ table }) => table.name === 'one')?.rows).toBe(one)
      expect(Number(one)).toBeGreaterThanOrEqual(last)
      last = Number(one)
    }
    isDone = true
    await Promise.all([adding, loading])
    expect(last).toBeGreaterThan(0)
    expect((await readdir(folder)).filter((name) => !name.startsWith('.ingestr-')).toSorted()).toEqual(
      expect.not.arrayContaining(['copy.duckdb.wal']),
    )
  })

  it('twice at once: the second copy is not older than the first', async () => {
    await using fixture = await createFixture()
    const { destination, folder } = fixture
    const path = `${folder}/copy.duckdb`
    await using other = createDuckdbDestination({ path: fixture.path })
    await load(destination, [page([{ id: 1 }])])
    const first = publish(destination, path)
    await load(other, [page([{ id: 2 }])])
    await Promise.all([first, publish(other, path)])
    expect(await readCopy(path, 'SELECT count(*) FROM intercom.people')).toEqual([['2']])
  })

  it('removes what a publishing process that was killed left behind, and nothing else', async () => {
    await using folder = await createTemporaryDirectory()
    const database = await openDatabase(`${folder.path}/x.duckdb`, {})
    const path = `${folder.path}/copies/copy.duckdb`
    await mkdir(`${folder.path}/copies`)
    const { prefix } = await findCopyPlace(path, database)
    expect(prefix).toMatch(/^\.ingestr-copy-[0-9a-f]{12}-$/)
    for (const name of [`${prefix}7-left`, '.ingestr-copy-0123456789ab-7-left', 'else'])
      await writeFile(`${folder.path}/copies/${name}`, '')
    await publishCopy(database, path, {})
    await database.close()
    const left = ['.ingestr-copy-0123456789ab-7-left', 'copy.duckdb', 'else']
    expect((await readdir(`${folder.path}/copies`)).toSorted()).toEqual(left)
  })

  it('from memory, and from an instance of the caller', async () => {
    await using folder = await createTemporaryDirectory()
    const path = `${folder.path}/copy.duckdb`
    const instance = await DuckDBInstance.create(':memory:')
    for (const options of [{ path: ':memory:' }, { instance }]) {
      await using destination = createDuckdbDestination({ ...options, temporaryDirectory: folder.path })
      await load(destination, [page([{ id: 1 }, { id: 2 }])])
      expect((await publish(destination, path)).tables).toEqual([copied])
      expect(await destination.describe(target)).toMatchObject({ rows: 2 })
    }
    instance.closeSync()
    expect(await readdir(folder.path)).toEqual(['copy.duckdb'])
  })

  it('waits for another process that has the database open, as long as was said', async () => {
    await using folder = await createTemporaryDirectory()
    const source = `${folder.path}/x.duckdb`
    const path = `${folder.path}/copy.duckdb`
    await using holder = await startChild('holder.ts', source)
    await using impatient = createDuckdbDestination({ path: source })
    expect(await rejectionOf(publish(impatient, path))).toMatchObject({ code: 'DESTINATION_LOCKED', isRetryable: true })
    const report = (): void => {
      holder.kill('SIGKILL')
    }
    await using patient = createDuckdbDestination({ path: source, lockTimeoutMs: 60_000, report })
    expect((await publish(patient, path)).tables).toEqual([{ table: { schema: 'main', name: 'held' }, rows: 0 }])
  })

  it('is refused by an aborted signal', async () => {
    await using fixture = await createFixture()
    await load(fixture.destination, [page([{ id: 1 }])])
    const reason = new Error('stopped by the user')
    const signal = AbortSignal.abort(reason)
    await expect(publish(fixture.destination, `${fixture.folder}/copy.duckdb`, { signal })).rejects.toBe(reason)
  })

  it.each(['ATTACH', 'COPY FROM DATABASE', 'INSERT INTO "_ingestr_copy', 'COMMIT', 'FORCE CHECKPOINT', 'DETACH'])(
    'ends at %s when its signal is aborted: rejects with the reason, what was there stays, and the next one succeeds',
    async (stop) => {
      await using folder = await createTemporaryDirectory()
      const path = `${folder.path}/copy.duckdb`
      const reason = new Error('stopped by the user')
      const controllers: AbortController[] = []
      const instance = await watchedInstance(`${folder.path}/x.duckdb`, {}, async (sql, run) => {
        const running = run()
        if (sql.startsWith(stop)) controllers.pop()?.abort(reason)
        return running
      })
      const destination = createDuckdbDestination({ instance, temporaryDirectory: folder.path })
      await load(destination, [page([{ id: 1 }])])
      await publish(destination, path)
      await load(destination, [page([{ id: 2 }])])
      const controller = new AbortController()
      controllers.push(controller)
      await expect(publish(destination, path, { signal: controller.signal })).rejects.toBe(reason)
      expect(await readCopy(path, 'SELECT id FROM intercom.people')).toEqual([['1']])
      await publish(destination, path)
      expect(await readCopy(path, 'SELECT count(*)::INTEGER FROM intercom.people')).toEqual([[2]])
      await destination[Symbol.asyncDispose]()
      instance.closeSync()
      expect((await readdir(folder.path)).toSorted()).toEqual(['copy.duckdb', 'x.duckdb'])
    },
  )

  it('makes nothing where there is no database, and is refused where it was disposed of', async () => {
    await using fixture = await createFixture()
    const { destination, folder } = fixture
    expect(await rejectionOf(publish(destination, `${folder}/copy.duckdb`))).toMatchObject({
      code: 'NOTHING_TO_PUBLISH',
      isRetryable: true,
    })
    expect(await readdir(folder)).toEqual([])
    await load(destination, [page([{ id: 1 }])])
    await destination[Symbol.asyncDispose]()
    expect(await rejectionOf(publish(destination, `${folder}/copy.duckdb`))).toMatchObject({
      code: 'DESTINATION_CLOSED',
    })
  })
})

function statement(text: string): { readonly text: string; readonly parameters: readonly [] } {
  return { text, parameters: [] }
}

import { mkdir, readdir, writeFile } from 'node:fs/promises'

import { DuckDBInstance } from '@duckdb/node-api'
import { createTemporaryDirectory, rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { findCopyPlace } from '../src/copy-place.ts'
import { createDuckdbDestination } from '../src/index.ts'
import { openDatabase } from '../src/open-database.ts'
import { publishCopy } from '../src/publish-copy.ts'
import { startChild } from './child.ts'
import { createFixture, load, page, target } from './fixture.ts'
import { publish, readCopy } from './reader.ts'
import { watchedInstance } from './watched-instance.ts'

const copied = { table: { schema: 'intercom', name: 'people' }, rows: 2 }

describe('publishing', () => {
  it('while others write: every copy is as of one moment between two commits', async () => {
    await using fixture = await createFixture()
    const { destination, folder } = fixture
    const path = `${folder}/copy.duckdb`
    await destination.sql.apply(['CREATE TABLE one (n INTEGER)', 'CREATE TABLE other (n INTEGER)'].map(statement))
    const done = new AbortController()
    const adding = (async () => {
      for (let n = 1; !done.signal.aborted; n += 1) {
        const names = n % 2 === 0 ? ['one', 'other'] : ['other', 'one']
        await destination.sql.apply(names.map((name) => statement(`INSERT INTO ${name} VALUES (${n})`)))
        if (n % 10 === 0) await destination.sql.apply([statement(`CREATE TABLE t${n} (n INTEGER)`)])
      }
    })()
    const loading = (async () => {
      for (let id = 0; !done.signal.aborted; id += 1) await load(destination, [page([{ id, [`new_${id % 9}`]: 1 }])])
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
    done.abort()
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

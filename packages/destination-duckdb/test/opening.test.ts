import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { DuckDBInstance } from '@duckdb/node-api'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { createDuckdbDestination, openDuckdbDestination } from '../src/index.ts'
import { openSession } from '../src/session.ts'
import { folderFailure, openFailure } from '../src/open-failure.ts'
import { createFixture, load, page, request, target } from './fixture.ts'

it('makes no file for looking: describe and query of what is not there', async () => {
  await using fixture = await createFixture()
  expect(await fixture.destination.describe(target)).toBeUndefined()
  expect(await fixture.rows('SELECT * FROM _ingestr.checkpoints')).toEqual([])
  expect(await readdir(fixture.folder)).toEqual([])
})

it('makes missing folders with the file, and leaves nothing but the file', async () => {
  await using folder = await createTemporaryDirectory()
  const path = join(folder.path, "a/[b]*/c d's.duckdb")
  const destination = createDuckdbDestination({ path })
  await load(destination, [page([{ id: 1 }])])
  await destination[Symbol.asyncDispose]()
  await destination[Symbol.asyncDispose]()
  expect(await readdir(join(folder.path, 'a/[b]*'))).toEqual(["c d's.duckdb"])
  await expect(destination.describe(target)).rejects.toMatchObject({ code: 'DESTINATION_CLOSED' })
})

it.each([
  ['a folder', '.', /is a folder/],
  ['a path through a file', 'file/x.duckdb', /cannot be made: the folder .*file cannot be made \(/],
  [
    'a folder that cannot be made',
    '/proc/none/of/these/x.duckdb',
    /cannot be made: the folder .*these cannot be made \(/,
  ],
  ['a file that is no database', 'file', /not a DuckDB database.*left as it is/],
])('refuses %s, says what is wrong with it, and harms nothing', async (_, name, message) => {
  await using folder = await createTemporaryDirectory()
  await writeFile(join(folder.path, 'file'), 'my notes')
  const path = resolve(folder.path, name)
  await using destination = createDuckdbDestination({ path })
  const opening = destination.openLoad(request())
  await expect(opening).rejects.toMatchObject({
    code: 'DESTINATION_UNAVAILABLE',
    message: expect.stringMatching(message),
  })
  await expect(opening).rejects.toThrow(path)
  expect(await readFile(join(folder.path, 'file'), 'utf8')).toBe('my notes')
  expect(await readdir(folder.path)).toEqual(['file'])
})

it('shares one instance among all destinations of the process that name the same file', async () => {
  await using fixture = await createFixture()
  await load(fixture.destination, [page([{ id: 1 }])])
  await symlink(fixture.path, join(fixture.folder, 'link.duckdb'))
  await using other = createDuckdbDestination({
    path: join(fixture.folder, '../', fixture.folder.split('/').at(-1) ?? '', 'link.duckdb'),
  })
  await Promise.all([load(other, [page([{ id: 2 }])]), load(fixture.destination, [page([{ id: 3 }])])])
  expect(await fixture.destination.describe(target)).toMatchObject({ rows: 3 })
  await fixture.destination[Symbol.asyncDispose]()
  expect(await other.describe(target)).toMatchObject({ rows: 3 })
})

it('shares a file that two destinations make at the same time', async () => {
  await using folder = await createTemporaryDirectory()
  const path = join(folder.path, 'new/x.duckdb')
  await using one = createDuckdbDestination({ path })
  await using other = createDuckdbDestination({ path })
  await Promise.all([load(one, [page([{ id: 1 }])]), load(other, [page([{ id: 2 }])])])
  expect(await one.describe(target)).toMatchObject({ rows: 2 })
})

it('keeps the database open for a load that outlives its destination', async () => {
  await using fixture = await createFixture()
  const opened = await fixture.destination.openLoad(request())
  await fixture.destination[Symbol.asyncDispose]()
  await opened.write(page([{ id: 1 }]))
  await opened.publish()
  await opened[Symbol.asyncDispose]()
  await expect(opened.publish()).rejects.toMatchObject({ code: 'DESTINATION_CLOSED' })
  await fixture.reopened()
  expect(await fixture.destination.describe(target)).toMatchObject({ rows: 1 })
})

it('uses an instance of the caller, and leaves it open', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const destination = createDuckdbDestination({ instance })
  await load(destination, [page([{ id: 1 }])])
  await destination[Symbol.asyncDispose]()
  const connection = await instance.connect()
  expect((await connection.runAndReadAll('SELECT id FROM intercom.people')).getRowsJson()).toEqual([['1']])
  connection.closeSync()
  instance.closeSync()
})

it('opens at once where that is asked for, and tells then what keeps it from being opened', async () => {
  await using folder = await createTemporaryDirectory()
  const path = join(folder.path, 'new/x.duckdb')
  await using destination = await openDuckdbDestination({ path })
  expect(await readdir(join(folder.path, 'new'))).toContain('x.duckdb')
  await load(destination, [page([{ id: 1 }])])
  expect(await destination.describe(target)).toMatchObject({ rows: 1 })
  await expect(openDuckdbDestination({ path: folder.path })).rejects.toMatchObject({ code: 'DESTINATION_UNAVAILABLE' })
  const instance = await DuckDBInstance.create(':memory:')
  const lent = await openDuckdbDestination({ instance })
  expect(await load(lent, [page([{ id: 1 }])])).toMatchObject({ rows: 1 })
  await lent[Symbol.asyncDispose]()
  instance.closeSync()
})

it('stages pages where only this user can read them, and sweeps what a killed process left', async () => {
  await using folder = await createTemporaryDirectory()
  const path = join(folder.path, 'x.duckdb')
  const staging = async (): Promise<string[]> =>
    (await readdir(folder.path)).filter((name) => name.startsWith('.ingestr-'))
  const first = createDuckdbDestination({ path })
  const opened = await first.openLoad(request())
  await opened.write(page([{ id: 'secret' }]))
  const [name = ''] = await staging()
  const [file = ''] = await readdir(join(folder.path, name))
  expect((await stat(join(folder.path, name))).mode & 0o777).toBe(0o700)
  expect((await stat(join(folder.path, name, file))).mode & 0o777).toBe(0o600)
  await opened[Symbol.asyncDispose]()
  await first[Symbol.asyncDispose]()
  expect(await staging()).toEqual([])
  await mkdir(join(folder.path, name))
  await writeFile(join(folder.path, name, file), 'left behind')
  const second = createDuckdbDestination({ path })
  await second.describe(target)
  expect(await staging()).not.toContain(name)
  await second[Symbol.asyncDispose]()
  expect(await staging()).toEqual([])
})

it('sweeps what databases in memory left behind, those of running processes excepted', async () => {
  await using folder = await createTemporaryDirectory()
  const running = `.ingestr-memory-${process.pid}-abc`
  for (const name of [running, '.ingestr-memory-999999999-abc', '.ingestr-memory-x'])
    await mkdir(join(folder.path, name))
  const destination = createDuckdbDestination({ path: ':memory:', temporaryDirectory: folder.path })
  await destination.describe(target)
  await destination[Symbol.asyncDispose]()
  expect(await readdir(folder.path)).toEqual([running, '.ingestr-memory-x'])
})

it('stages pages in the folder that it is told to', async () => {
  await using folder = await createTemporaryDirectory()
  const temporaryDirectory = join(folder.path, 'staging')
  await using destination = createDuckdbDestination({ path: ':memory:', temporaryDirectory })
  await using opened = await destination.openLoad(request())
  await opened.write(page([{ id: 1 }]))
  expect(await readdir(temporaryDirectory)).toHaveLength(1)
})

it('rejects with the reason of an aborted signal, and goes on afterwards', async () => {
  await using fixture = await createFixture()
  await using opened = await fixture.destination.openLoad(request())
  await opened.write(page([{ id: 1 }]))
  const reason = new Error('stopped by the user')
  const signal = AbortSignal.abort(reason)
  await expect(opened.write(page([{ id: 2 }]), { signal })).rejects.toBe(reason)
  await expect(opened.commit({ signal })).rejects.toBe(reason)
  await expect(fixture.destination.describe(target, { signal })).rejects.toBe(reason)
  await expect(fixture.destination.sql.query({ text: 'SELECT 1', parameters: [] }, { signal })).rejects.toBe(reason)
  expect(await opened.publish()).toMatchObject({ received: 1 })
})

it('interrupts a statement that runs when its signal is aborted', async () => {
  await using destination = createDuckdbDestination({ path: ':memory:' })
  const controller = new AbortController()
  const reason = new Error('stopped by the user')
  const text = 'SELECT count(*) FROM range(100000000) a, range(100000000) b'
  const running = destination.sql.query({ text, parameters: [] }, { signal: controller.signal })
  setTimeout(() => controller.abort(reason), 50)
  await expect(running).rejects.toBe(reason)
})

it.each([0, 1, 2, 3, 5, 8])(
  'interrupts a statement whose signal is aborted %i turns after it is given to DuckDB, before that has begun',
  async (turns) => {
    const instance = await DuckDBInstance.create(':memory:')
    const session = await openSession(instance)
    const controller = new AbortController()
    const reason = new Error('stopped by the user')
    const text = 'SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range >= ?'
    const running = session.run(text, [0], { signal: controller.signal })
    const rejected = expect(running).rejects.toBe(reason)
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
    controller.abort(reason)
    await rejected
    session.close()
    instance.closeSync()
  },
)

it('a folder that this user may not write to is told as that', () => {
  const cause = Object.assign(new Error("EACCES: permission denied, access '/data/.'"), { code: 'EACCES' })
  expect(folderFailure('/data/x.duckdb', '/data', cause)).toMatchObject({
    code: 'DESTINATION_UNAVAILABLE',
    message: expect.stringContaining('the folder /data cannot be written to by this user (EACCES). Name a path'),
  })
})

it.each(['Out of Memory Error: could not allocate block', 'Failed to commit: failed to pin block'])(
  'advises more memory, and calls no WAL damaged, where there was too little to replay one: %s',
  async (reason) => {
    const cause = new Error(`Failure while replaying WAL file "/x.duckdb.wal": ${reason} of size 256.0 KiB`)
    const error = await openFailure('/x.duckdb', cause)
    expect(error).toMatchObject({ code: 'DESTINATION_UNAVAILABLE' })
    expect(error.message).toContain('?memory_limit=')
  },
)

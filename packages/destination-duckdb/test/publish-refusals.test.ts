import { chmod, link, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { DuckDBInstance } from '@duckdb/node-api'
import { createTemporaryDirectory, rejectionOf } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { startChild } from './child.ts'
import { createFixture, load, page, target, type Fixture } from './fixture.ts'
import { publish, readCopy } from './reader.ts'

/** The same database in `test.duckdb`, and around it what a copy must not take the place of. */
async function createSurroundings(): Promise<Fixture> {
  const fixture = await createFixture()
  const { folder, path } = fixture
  await load(fixture.destination, [page([{ id: 1 }])])
  await mkdir(join(folder, 'folder.duckdb'))
  await writeFile(join(folder, 'notes.txt'), 'my notes, which are longer than the header of a file of DuckDB')
  await writeFile(join(folder, 'empty'), '')
  await symlink(path, join(folder, 'link.duckdb'))
  await symlink(folder, join(folder, 'same'))
  await link(path, join(folder, 'hard.duckdb'))
  await symlink(join(folder, 'nowhere.duckdb'), join(folder, 'dangling.duckdb'))
  return fixture
}

it.each([
  ['test.duckdb', /belongs to the database itself, .*\/test\.duckdb\. Name another file/],
  ['link.duckdb', /belongs to the database itself, .*\/test\.duckdb\./],
  ['same/test.duckdb', /belongs to the database itself/],
  ['./folder.duckdb/../test.duckdb', /belongs to the database itself/],
  ['hard.duckdb', /belongs to the database itself/],
  ['test.duckdb.wal', /belongs to the database itself/],
  ['test.duckdb.wal.recovery', /belongs to the database itself/],
  ['folder.duckdb', /is a folder\. Name a file in it, such as .*\/folder\.duckdb\/copy\.duckdb\./],
  ['same', /is a folder/],
  ['missing/copy.duckdb', /is in no folder: there is no .*\/missing\. Make the folder/],
  ['notes.txt/copy.duckdb', /is in no folder: .*\/notes\.txt is a file/],
  ['notes.txt', /exists, and is not a DuckDB database\. It was left as it is/],
  ['empty', /exists, and is not a DuckDB database/],
  ['dangling.duckdb', /is a link to nothing/],
])('a copy at %s is refused, and harms nothing', async (name, message) => {
  await using fixture = await createSurroundings()
  const { destination, folder } = fixture
  const before = await readdir(folder, { recursive: true })
  const path = `${folder}/${name}`
  const error = await rejectionOf(publish(destination, path))
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', isRetryable: false })
  expect(error.message).toContain(`A copy cannot be published at ${path}: it `)
  expect(error.message).toMatch(message)
  expect(await readdir(folder, { recursive: true })).toEqual(before)
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toMatch(/^my notes/)
  await load(destination, [page([{ id: 2 }])])
  await fixture.reopened()
  expect(await fixture.destination.describe(target)).toMatchObject({ rows: 2 })
})

it('refuses a path that is not absolute', async () => {
  await using fixture = await createSurroundings()
  const error = await rejectionOf(publish(fixture.destination, 'copy.duckdb'))
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('is no absolute path') })
})

it('refuses the files of an instance that the caller lent, also those attached to it', async () => {
  await using folder = await createTemporaryDirectory()
  const instance = await DuckDBInstance.create(`${folder.path}/x.duckdb`)
  const connection = await instance.connect()
  await connection.run(`ATTACH '${folder.path}/attached.duckdb' AS other`)
  await using destination = createDuckdbDestination({ instance, temporaryDirectory: folder.path })
  await load(destination, [page([{ id: 1 }])])
  for (const name of ['x.duckdb', 'x.duckdb.wal', 'attached.duckdb']) {
    const error = await rejectionOf(publish(destination, `${folder.path}/${name}`))
    expect(error.message).toContain('belongs to the database itself')
  }
  await destination[Symbol.asyncDispose]()
  connection.closeSync()
  instance.closeSync()
})

it('refuses a file that another destination of the process has open', async () => {
  await using fixture = await createSurroundings()
  const path = `${fixture.folder}/other.duckdb`
  await using other = createDuckdbDestination({ path })
  await load(other, [page([{ id: 'other' }])])
  const error = await rejectionOf(publish(fixture.destination, path))
  expect(error.message).toContain('is the file of a destination that this process has open')
  await other[Symbol.asyncDispose]()
  await publish(fixture.destination, path)
  expect(await readCopy(path, 'SELECT id FROM intercom.people')).toEqual([['1']])
})

it('refuses a copy that somebody writes to, and one whose writer was killed', async () => {
  await using fixture = await createSurroundings()
  const { destination, folder } = fixture
  const path = `${folder}/copy.duckdb`
  await publish(destination, path)
  await using holder = await startChild('holder.ts', path)
  // Its first write has made a WAL.
  const whileWriting = await rejectionOf(publish(destination, path))
  expect(whileWriting).toMatchObject({ code: 'INVALID_ARGUMENT' })
  expect(whileWriting.message).toContain('has copy.duckdb.wal beside it')
  await holder[Symbol.asyncDispose]()
  expect((await rejectionOf(publish(destination, path))).message).toContain('remove both files')
})

it('refuses a copy that somebody has open for writing, though he has not written yet', async () => {
  await using fixture = await createSurroundings()
  const { destination, folder } = fixture
  const path = `${folder}/copy.duckdb`
  await publish(destination, path)
  await using writer = await startChild('idle-writer.ts', path)
  const error = await rejectionOf(publish(destination, path))
  expect(error).toMatchObject({ code: 'DESTINATION_LOCKED', isRetryable: true })
  expect(error.message).toContain(`locked by process ${writer.pid}`)
})

it('takes the place of a copy that is damaged', async () => {
  await using fixture = await createSurroundings()
  const { destination, folder } = fixture
  const path = `${folder}/copy.duckdb`
  await publish(destination, path)
  const bytes = await readFile(path)
  await writeFile(path, bytes.fill(0xff, 20))
  await publish(destination, path)
  expect(await readCopy(path, 'SELECT id FROM intercom.people')).toEqual([['1']])
})

it.runIf(process.getuid?.() !== 0)('says that a folder may not be written to', async () => {
  await using fixture = await createSurroundings()
  const folder = join(fixture.folder, 'folder.duckdb')
  await chmod(folder, 0o500)
  const error = await rejectionOf(publish(fixture.destination, `${folder}/copy.duckdb`))
  expect(error).toMatchObject({ code: 'DESTINATION_FAILED', message: expect.stringContaining('permissions') })
})

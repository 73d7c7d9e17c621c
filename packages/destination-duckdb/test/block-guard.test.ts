import { copyFile, open, readdir, rm } from 'node:fs/promises'

import { createTemporaryDirectory, rejectionOf } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { usualMeans } from '../src/database-means.ts'
import { createDestination } from '../src/destination.ts'
import { createDuckdbDestination } from '../src/index.ts'
import { startChild } from './child.ts'
import { page, request } from './fixture.ts'
import { watchedFiles } from './watched-instance.ts'

const kept = '.ingestr-blocks'

/** Fills a file in three commits with a checkpoint after each, and copies what there is as the second one begins. */
async function fill(folder: string): Promise<{ readonly path: string; readonly copy: string }> {
  const [path, copy] = [`${folder}/x.duckdb`, `${folder}/copy.duckdb`]
  let checkpoints = 0
  const openFile = watchedFiles(async (statement, run) => {
    if (statement === 'CHECKPOINT') checkpoints += 1
    if (statement === 'CHECKPOINT' && checkpoints === 2) {
      for (const ending of ['', '.wal', kept]) await copyFile(`${path}${ending}`, `${copy}${ending}`)
    }
    return run()
  })
  const means = { ...usualMeans, openFile, checkpointBytes: 1 }
  await using destination = createDestination({ path }, means)
  await using load = await destination.openLoad(request())
  for (const id of [1, 2, 3]) {
    await load.write(page([{ id, name: 'x'.repeat(1000), updated_at: 100 }]))
    await load.commit()
  }
  return { path, copy }
}

/** What a process does that is killed while it writes the first block of metadata: DuckDB's blocks begin at 12 KiB. */
async function tear(path: string): Promise<void> {
  const file = await open(path, 'r+')
  await file.write(Buffer.alloc(100_000, 7), 0, 100_000, 12_288 + 4096)
  await file.close()
}

async function idsIn(path: string): Promise<readonly unknown[]> {
  await using destination = createDuckdbDestination({ path })
  const rows = await destination.sql.query({ text: 'SELECT id FROM intercom.people ORDER BY id', parameters: [] })
  return rows.map(({ id }) => id)
}

it('a file whose checkpoint broke off within a block of metadata is as it was before, commits in the WAL included', async () => {
  await using folder = await createTemporaryDirectory()
  const { copy } = await fill(folder.path)
  await tear(copy)
  expect(await idsIn(copy)).toEqual(['1', '2'])
  expect(await readdir(folder.path)).toEqual(['copy.duckdb', 'x.duckdb'])
})

it('such a file is damaged without what was kept of it', async () => {
  await using folder = await createTemporaryDirectory()
  const { copy } = await fill(folder.path)
  await tear(copy)
  await rm(`${copy}${kept}`)
  expect(await rejectionOf(idsIn(copy))).toMatchObject({ code: 'DESTINATION_DAMAGED' })
})

it('what was kept of a checkpoint that was done, or was not kept whole, changes nothing', async () => {
  await using folder = await createTemporaryDirectory()
  const { path, copy } = await fill(folder.path)
  await copyFile(`${copy}${kept}`, `${path}${kept}`)
  expect(await idsIn(path)).toEqual(['1', '2', '3'])
  const half = await open(`${copy}${kept}`, 'r+')
  await half.truncate(20_000)
  await half.close()
  expect(await idsIn(copy)).toEqual(['1', '2'])
  expect(await readdir(folder.path)).toEqual(['copy.duckdb', 'x.duckdb'])
})

it('nothing is put back into a file that another process has open', async () => {
  await using folder = await createTemporaryDirectory()
  const { path, copy } = await fill(folder.path)
  await using holder = await startChild('holder.ts', path)
  await copyFile(`${copy}${kept}`, `${path}${kept}`)
  expect(await rejectionOf(idsIn(path))).toMatchObject({ code: 'DESTINATION_LOCKED' })
  expect(await readdir(folder.path)).toContain(`x.duckdb${kept}`)
  holder.kill('SIGKILL')
})

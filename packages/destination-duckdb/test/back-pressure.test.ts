import { createTemporaryDirectory, until } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { usualMeans } from '../src/database-means.ts'
import { createDestination } from '../src/destination.ts'
import { createFixture, page, people, request } from './fixture.ts'
import { watchedFiles } from './watched-instance.ts'

import type { LoadRequest, Page } from '@ingestr/contract'

function requestFor(name: string): LoadRequest {
  return request({ tables: [{ definition: people, target: { name } }] })
}

/** More than 10 kB. */
function pageOf(id: string): Page {
  return page([{ id, name: 'x'.repeat(10_000) }])
}

it('a load writes no page while those of another one fill the room of their database, until a commit is done', async () => {
  await using folder = await createTemporaryDirectory()
  const gate = Promise.withResolvers<void>()
  let isHeld = false
  const openFile = watchedFiles(async (statement, run) => {
    if (statement === 'COMMIT') {
      isHeld = true
      await gate.promise
    }
    return run()
  })
  const roomSizes = { ...usualMeans.roomSizes, inFiles: 40_000 }
  await using destination = createDestination(
    { path: `${folder.path}/x.duckdb` },
    { ...usualMeans, openFile, roomSizes },
  )
  await using filling = await destination.openLoad(requestFor('filling'))
  await using other = await destination.openLoad(requestFor('other'))
  await filling.write(pageOf('0'))
  const committing = filling.commit()
  await until(() => isHeld)
  for (const id of ['1', '2', '3']) await filling.write(pageOf(id))

  const written: string[] = []
  const writing = [
    filling.write(pageOf('4')).then(() => written.push('filling')),
    other.write(pageOf('0')).then(() => written.push('other')),
  ]
  // What has a room of its own goes on meanwhile, and takes longer than a write that needs not wait.
  await using elsewhere = await createFixture()
  await using unhindered = await elsewhere.destination.openLoad(requestFor('elsewhere'))
  for (const id of ['0', '1', '2', '3', '4']) await unhindered.write(pageOf(id))
  expect(await unhindered.publish()).toMatchObject({ rows: 5 })
  const writtenMeanwhile = [...written]

  gate.resolve()
  expect(writtenMeanwhile).toEqual([])
  expect(await committing).toMatchObject({ rows: 1 })
  await Promise.all(writing)
  expect(written.toSorted()).toEqual(['filling', 'other'])
  expect(await other.publish()).toMatchObject({ rows: 1 })
  expect(await filling.publish()).toMatchObject({ rows: 5 })
})

import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'

import { createTemporaryDirectory, rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { load, page, target } from './fixture.ts'
import { publish, readCopy } from './reader.ts'
import { canMakeSmallDisks, createSmallDisk } from './small-disk.ts'

const mebibyte = 2 ** 20
const isPossible = await canMakeSmallDisks()

/** 12 MB that hardly compress. */
const people = Array.from({ length: 12_000 }, (_, id) => ({
  id,
  name: Array.from({ length: 100 }, (_item, index) => ((id * 7919 + index * 104_729) ** 2).toString(36)).join(''),
}))

describe.runIf(isPossible)('a full disk', () => {
  it.each<readonly [string, 'copy' | 'staged', number]>([
    ['under the copy', 'copy', 1],
    ['under what is staged, at once', 'staged', 100_000],
    ['under what is staged, in its WAL', 'staged', 4 * mebibyte],
    ['under what is staged, in its checkpoint', 'staged', 17 * mebibyte],
  ])('%s: a clear error, the old copy stays, and loads go on', async (_, place, bytesLeft) => {
    await using disk = await createSmallDisk(64 * mebibyte)
    await using elsewhere = await createTemporaryDirectory()
    const temporaryDirectory = place === 'staged' ? disk.path : undefined
    await using destination = createDuckdbDestination({ path: `${elsewhere.path}/x.duckdb`, temporaryDirectory })
    await load(destination, [page(people)])
    const path = `${place === 'copy' ? disk.path : elsewhere.path}/copy.duckdb`
    await publish(destination, path)
    await disk.fill(bytesLeft)
    const error = await rejectionOf(publish(destination, path))
    expect(error.code).toBe('DESTINATION_FAILED')
    expect(error.message).toMatch(/no space left.*What was there is as it was\. Free some space/i)
    expect(await readCopy(path, 'SELECT count(*)::INTEGER FROM intercom.people')).toEqual([[people.length]])
    expect((await readdir(dirname(path))).filter((name) => name.startsWith('.ingestr-copy-'))).toEqual([])
    await disk.free()
    expect(await load(destination, [page([{ id: 'one more' }])])).toMatchObject({ rows: people.length + 1 })
    expect(await destination.describe(target)).toMatchObject({ rows: people.length + 1 })
    expect((await publish(destination, path)).tables).toMatchObject([{ rows: people.length + 1 }])
  })
})

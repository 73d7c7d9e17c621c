import { readdir } from 'node:fs/promises'

import { createTemporaryDirectory, rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { expectSteps } from './crash/expect-steps.ts'
import { recordsOf, recordStep, runSteps, storedEntry, tables } from './crash/steps.ts'
import { page, request } from './fixture.ts'
import { canMakeSmallDisks, createSmallDisk } from './small-disk.ts'

import type { StatefulDestination, IngestError, Outcome, SqlStatement } from '@ingestr/contract'

const mebibyte = 2 ** 20

/** Goes on with steps that are much larger, until one finds no room. */
async function loadUntilFull(destination: StatefulDestination): Promise<IngestError> {
  const first = ((await storedEntry(destination, 'merged'))?.revision ?? 0) + 1
  return rejectionOf(
    (async () => {
      await using load = await destination.openLoad(request({ tables: [tables.merged], generation: 'g' }))
      for (let step = first; step < first + 200; step += 1) {
        // A name that does not compress makes it large.
        const large = recordsOf('merged', step).map((row, index) => ({ ...row, name: noise(step * 100 + index) }))
        await load.write(page(large))
        const record = ({ rows }: Outcome): readonly SqlStatement[] => recordStep('merged', step, rows)
        await load.commit({ record })
      }
    })(),
  )
}

/** 40 KB that do not compress. */
function noise(seed: number): string {
  let state = seed + 1
  return Array.from({ length: 5000 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state.toString(36).padStart(8, '0')
  }).join('')
}

const isPossible = await canMakeSmallDisks()

describe.runIf(isPossible)('a full disk', () => {
  it('under the file: a clear error, what was committed is there, and the next run converges when there is room', async () => {
    await using disk = await createSmallDisk(32 * mebibyte)
    await using elsewhere = await createTemporaryDirectory()
    const options = { path: `${disk.path}/x.duckdb`, temporaryDirectory: elsewhere.path }
    const first = createDuckdbDestination(options)
    await runSteps(first, 4)
    await disk.fill(2 * mebibyte)
    const error = await loadUntilFull(first)
    expect(error).toMatchObject({ code: 'DESTINATION_FAILED' })
    expect(error.message).toMatch(/no space left.*Free some space and run again/i)
    await first[Symbol.asyncDispose]()

    const whileFull = createDuckdbDestination(options)
    const { merged } = await expectSteps(whileFull, { merged: 4, replaced: 4 })
    await whileFull[Symbol.asyncDispose]()

    await disk.free()
    await using afterwards = createDuckdbDestination(options)
    await runSteps(afterwards, merged + 3)
    expect(await expectSteps(afterwards)).toEqual({ merged: merged + 3, replaced: merged + 3 })
  })

  it('under the staged pages: a clear error, what was committed is there, and the next run converges', async () => {
    await using disk = await createSmallDisk(8 * mebibyte)
    await using elsewhere = await createTemporaryDirectory()
    const options = { path: `${elsewhere.path}/x.duckdb`, temporaryDirectory: disk.path }
    const first = createDuckdbDestination(options)
    await runSteps(first, 4)
    await disk.fill(100_000)
    const error = await loadUntilFull(first)
    expect(error).toMatchObject({ code: 'DESTINATION_FAILED' })
    expect(error.message).toMatch(/no space left.*Free some space and run again/i)
    await first[Symbol.asyncDispose]()
    expect(await readdir(disk.path)).toEqual(['ballast'])

    await using second = createDuckdbDestination(options)
    const { merged } = await expectSteps(second, { merged: 4, replaced: 4 })
    await disk.free()
    await runSteps(second, merged + 3)
    expect(await expectSteps(second)).toEqual({ merged: merged + 3, replaced: merged + 3 })
  })

  it('under what does not fit into memory: a clear error, and nothing of the commit is there', async () => {
    await using disk = await createSmallDisk(8 * mebibyte)
    await using elsewhere = await createTemporaryDirectory()
    const options = { path: `${elsewhere.path}/x.duckdb`, memoryLimit: '60MB', threads: 1 }
    await using destination = createDuckdbDestination({ ...options, temporaryDirectory: disk.path })
    await runSteps(destination, 4)
    const text = 'CREATE TABLE crm.large AS SELECT md5(range::VARCHAR) AS text FROM range(4000000) ORDER BY text'
    const error = await rejectionOf(destination.sql.apply([{ text, parameters: [] }]))
    expect(error.code).toBe('DESTINATION_FAILED')
    expect(error.message).toMatch(/Free some space on the disk, or give DuckDB more memory/)
    expect(await destination.describe({ schema: 'crm', name: 'large' })).toBeUndefined()
    expect(await expectSteps(destination)).toEqual({ merged: 4, replaced: 4 })
    await runSteps(destination, 6)
    expect(await expectSteps(destination)).toEqual({ merged: 6, replaced: 6 })
  })

  it('where a new file is to be made: a clear error, and nothing else', async () => {
    await using disk = await createSmallDisk(mebibyte)
    await disk.fill(0)
    await using destination = createDuckdbDestination({ path: `${disk.path}/x.duckdb` })
    const error = await rejectionOf(destination.openLoad(request()))
    expect(error.code).toBe('DESTINATION_UNAVAILABLE')
    expect(error.message).toMatch(/no space left/i)
  })
})

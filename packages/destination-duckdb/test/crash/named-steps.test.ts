import { once } from 'node:events'
import { copyFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createDuckdbDestination } from '../../src/index.ts'
import { bundle } from '../bundle.ts'
import { startChild } from '../child.ts'
import { expectSteps } from './expect-steps.ts'
import { runSteps } from './steps.ts'

import type { Stop } from './stopping-child.ts'

/** Both tables are published at the third step, and at the sixth, which the killed process does not outlive. */
const begun = 5
const next = 6

/** One table's statements, by what they do. */
const statements = {
  'read into the index': 'INSERT INTO "_ingestr_index_0" WITH',
  'read into the stage': 'INSERT INTO "_ingestr_stage_0"',
  'take out what is newer': 'DELETE FROM .*"crm"."people"',
  merge: 'INSERT INTO .*"crm"."people"',
  'fill the staged generation': 'INSERT INTO .*"_ingestr_tags_',
  'drop what is replaced': 'DROP TABLE .*"crm"."tags"',
  'swap in (publish)': 'ALTER TABLE .* RENAME TO "tags"',
  cursor: '^update "_ingestr"."checkpoints"',
} as const

const folder = await createTemporaryDirectory()
const image = `${folder.path}/begun.duckdb`

beforeAll(async () => {
  await using destination = createDuckdbDestination({ path: image })
  await runSteps(destination, begun)
})

afterAll(() => folder[Symbol.asyncDispose]())

let copies = 0
const script = await bundle('crash/stopping-child.ts')

/** A copy of the file, in which a process was killed by itself. */
async function killedAt(stop: Stop): Promise<string> {
  copies += 1
  const path = `${folder.path}/${copies}.duckdb`
  await copyFile(image, path)
  const child = await startChild(script, path, String(next), JSON.stringify(stop))
  const [, signal] = child.signalCode === null ? await once(child, 'exit') : [null, child.signalCode]
  expect(signal, 'the process reached the step').toBe('SIGKILL')
  return path
}

/** Resolves with the steps that it has left, having checked rows against them, and that the next run converges. */
async function stepsLeft(path: string): Promise<Awaited<ReturnType<typeof expectSteps>>> {
  await using destination = createDuckdbDestination({ path })
  const left = await expectSteps(destination, { merged: begun, replaced: begun })
  await runSteps(destination, next + 3)
  expect(await expectSteps(destination)).toEqual({ merged: next + 3, replaced: next + 3 })
  return left
}

describe.each(['before', 'after'] as const)('killed %s', (place) => {
  it.each(Object.entries(statements))(
    '%s: nothing of the commit is there, and the next run converges',
    async (_, pattern) => {
      const { merged, replaced } = await stepsLeft(await killedAt({ place, pattern }))
      // The other table may have been quicker. Only pages of the replaced one take the stage.
      const isMerge = !/tags|stage/.test(pattern)
      expect(isMerge ? merged : replaced).toBe(begun)
    },
  )

  it('BEGIN: nothing is there, and the next run converges', async () => {
    expect(await stepsLeft(await killedAt({ place, pattern: '^BEGIN' }))).toEqual({ merged: begun, replaced: begun })
  })

  it.each([
    ['a file', false],
    ['an instance of the user', true],
  ])('COMMIT in %s: all of it is there or nothing, and the next run converges', async (_, isLent) => {
    const { merged, replaced } = await stepsLeft(await killedAt({ place, pattern: '^COMMIT', isLent }))
    expect(merged + replaced).toBe(2 * begun + (place === 'after' ? 1 : 0))
  })

  it('CHECKPOINT: the commit before it is there, whole, and the next run converges', async () => {
    const { merged, replaced } = await stepsLeft(await killedAt({ place, pattern: '^CHECKPOINT', checkpointBytes: 1 }))
    expect(merged + replaced).toBe(2 * begun + 1)
  })
})

describe('killed in the CHECKPOINT after a COMMIT', () => {
  it.each(['before_header', 'after_free_list_write', 'before_truncate', 'before_wal_finish'])(
    'at %s: the commit is there, whole, and the next run converges',
    async (abort) => {
      const stop = { place: 'after', pattern: '^CHECKPOINT', checkpointBytes: 1, abort } as const
      const { merged, replaced } = await stepsLeft(await killedAt(stop))
      expect(merged + replaced).toBe(2 * begun + 1)
    },
  )
})

/** In an instance of the user's, and no WAL is open yet, DuckDB writes a commit by its checkpoint: the header of the file decides. */
describe('killed in the checkpoint that a COMMIT is written by', () => {
  it.each([
    ['before_header', 0],
    ['after_free_list_write', 0],
    ['before_truncate', 1],
    ['before_wal_finish', 1],
    ['none', 1],
  ])('at %s: %d commits are there, whole, and the next run converges', async (abort, commits) => {
    const { merged, replaced } = await stepsLeft(
      await killedAt({ place: 'after', pattern: '^COMMIT', isLent: true, abort }),
    )
    expect(merged + replaced).toBe(2 * begun + commits)
  })
})

it('leaves staged pages that only this user may read, and whoever comes next sweeps them', async () => {
  const path = await killedAt({ place: 'before', pattern: statements['read into the index'], isLent: true })
  const staging = `${path}.staging`
  const files = (await readdir(staging, { recursive: true })).filter((name) => name.endsWith('.json'))
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) expect((await stat(join(staging, file))).mode & 0o777).toBe(0o600)
  const later = createDuckdbDestination({ path: ':memory:', temporaryDirectory: staging })
  await later.describe({ name: 'people' })
  await later[Symbol.asyncDispose]()
  expect(await readdir(staging)).toEqual([])
})

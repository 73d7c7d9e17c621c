import { execFile } from 'node:child_process'
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createDuckdbDestination } from '../../src/index.ts'
import { expectSteps } from './expect-steps.ts'
import { runSteps } from './steps.ts'

const execute = promisify(execFile)

/** Steps at the last checkpoint, at the last commit, and after the next run. */
const [checkpointed, committed, after] = [4, 8, 12]

const folder = await createTemporaryDirectory()
const image = `${folder.path}/image.duckdb`
let wal: Buffer<ArrayBuffer>

beforeAll(async () => {
  const path = `${folder.path}/written.duckdb`
  const first = createDuckdbDestination({ path })
  await runSteps(first, checkpointed)
  await first[Symbol.asyncDispose]()
  await using second = createDuckdbDestination({ path })
  await runSteps(second, committed)
  // What a kill would leave.
  await copyFile(path, image)
  wal = await readFile(`${path}.wal`)
})

afterAll(() => folder[Symbol.asyncDispose]())

/** A folder with `intercom.duckdb` and the WAL beside it. */
async function lay(damaged: Uint8Array): Promise<AsyncDisposable & { readonly folder: string; readonly path: string }> {
  const directory = await createTemporaryDirectory()
  const path = `${directory.path}/intercom.duckdb`
  await copyFile(image, path)
  await writeFile(`${path}.wal`, damaged)
  return Object.assign(directory, { folder: directory.path, path })
}

async function expectConvergence(path: string): Promise<void> {
  await using destination = createDuckdbDestination({ path })
  await runSteps(destination, after)
  expect(await expectSteps(destination)).toEqual({ merged: after, replaced: after })
}

/** The last entry of a commit: its length, its checksum and itself. */
const endOfCommit = Buffer.from('640064ffff', 'hex')

describe('a WAL that was not cut, or between two commits', () => {
  it('is no event', async () => {
    const first = wal.subarray(0, wal.indexOf(endOfCommit) + endOfCommit.length)
    for (const whole of [wal, first]) {
      await using file = await lay(whole)
      const events: unknown[] = []
      await using destination = createDuckdbDestination({ path: file.path, report: (event) => events.push(event) })
      await expectSteps(destination, { merged: checkpointed, replaced: checkpointed })
      expect(events).toEqual([])
    }
  })
})

describe('a WAL that was cut', () => {
  it.each([0.05, 0.33, 0.5, 0.75, 0.99])(
    'at %d of its length: opens at the last whole commit, and converges',
    async (share) => {
      const cut = wal.subarray(0, Math.floor(wal.length * share))
      await using file = await lay(cut)
      const events: unknown[] = []
      const destination = createDuckdbDestination({ path: file.path, report: (event) => events.push(event) })
      const { merged, replaced } = await expectSteps(destination, { merged: checkpointed, replaced: checkpointed })
      expect(merged + replaced).toBeLessThan(2 * committed)
      const bytes =
        cut.length - (cut.lastIndexOf(endOfCommit) < 0 ? 8 : cut.lastIndexOf(endOfCommit) + endOfCommit.length)
      expect(events).toEqual([{ type: 'wal-cut', path: file.path, bytes }])
      await destination[Symbol.asyncDispose]()
      await expectConvergence(file.path)
    },
  )
})

function flipped(share: number): Buffer {
  const bytes = Buffer.from(wal)
  const at = Math.floor(bytes.length * share)
  bytes[at] = (bytes[at] ?? 0) ^ 0x40
  return bytes
}

describe('a damaged WAL', () => {
  const damages: ReadonlyArray<readonly [string, () => Buffer]> = [
    ['a byte flipped near its beginning', () => flipped(0.01)],
    ['a byte flipped in the middle', () => flipped(0.5)],
    ['its last byte flipped', () => flipped(0.9999)],
    ['its tail zeroed', () => Buffer.concat([wal.subarray(0, wal.length - 2000), Buffer.alloc(2000)])],
    ['zeros after its end', () => Buffer.concat([wal, Buffer.alloc(4096)])],
  ]

  it.each(damages)('(%s) is a clear error, and docs/recovery.md recovers from it', async (_, damage) => {
    const damaged = damage()
    await using file = await lay(damaged)
    const destination = createDuckdbDestination({ path: file.path })
    const opening = expectSteps(destination)
    await expect(opening).rejects.toMatchObject({ code: 'DESTINATION_DAMAGED', isRetryable: false })
    await expect(opening).rejects.toThrow(`${file.path}.wal is damaged`)
    await expect(opening).rejects.toThrow('intact up to its last checkpoint')
    await destination[Symbol.asyncDispose]()
    expect((await readdir(file.folder)).toSorted()).toEqual(['intercom.duckdb', 'intercom.duckdb.wal'])
    expect(await readFile(`${file.path}.wal`)).toEqual(damaged)

    await execute('sh', ['-ec', await documentedCommands()], { cwd: file.folder })
    const recovered = createDuckdbDestination({ path: file.path })
    expect(await expectSteps(recovered)).toEqual({ merged: checkpointed, replaced: checkpointed })
    await recovered[Symbol.asyncDispose]()
    await expectConvergence(file.path)
    expect(await readFile(`${file.path}.wal.damaged`)).toEqual(damaged)
  })
})

/** The commands of the section about a damaged WAL, as they stand there. */
async function documentedCommands(): Promise<string> {
  const document = await readFile(new URL('../../../../docs/recovery.md', import.meta.url), 'utf8')
  const section = /^## A damaged WAL$(?<section>.*?)^## /ms.exec(document)?.groups?.['section'] ?? ''
  const commands = Array.from(section.matchAll(/^```sh\n(.*?)^```$/gms), ([, code = '']) => code).join('')
  expect(commands).toContain('mv ')
  return commands
}

it.each([
  ['its header', (bytes: Buffer) => bytes.fill(0xff, 20, 40)],
  ['what follows the header', (bytes: Buffer) => bytes.fill(0xff, 4096, 4200)],
  ['its end, which is missing', (bytes: Buffer) => bytes.subarray(0, 20_000)],
])('a damaged database file (%s) is a clear error, and left as it is', async (_, damage) => {
  await using directory = await createTemporaryDirectory()
  const path = `${directory.path}/x.duckdb`
  const bytes = damage(await readFile(image))
  await writeFile(path, bytes)
  await using destination = createDuckdbDestination({ path })
  const opening = destination.describe({ name: 'people' })
  await expect(opening).rejects.toMatchObject({ code: 'DESTINATION_DAMAGED' })
  await expect(opening).rejects.toThrow(`${path} is damaged`)
  expect(await readFile(path)).toEqual(bytes)
})

it('a damaged block that is met later is the same error', async () => {
  await using directory = await createTemporaryDirectory()
  const path = `${directory.path}/x.duckdb`
  const bytes = await readFile(image)
  // Past the three headers and the catalog: the blocks of the tables.
  for (let block = 12_288; block < bytes.length; block += 262_144) bytes.fill(0xff, block + 2000, block + 3000)
  await writeFile(path, bytes)
  await using destination = createDuckdbDestination({ path })
  const reading = expectSteps(destination)
  await expect(reading).rejects.toMatchObject({ code: 'DESTINATION_DAMAGED' })
})

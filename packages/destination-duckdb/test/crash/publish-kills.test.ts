import { once } from 'node:events'
import { copyFile, readdir, stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

import { createSeededRandom, createTemporaryDirectory } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { createDuckdbDestination } from '../../src/index.ts'
import { bundle } from '../bundle.ts'
import { startChild, type Child } from '../child.ts'
import { publish } from '../reader.ts'
import { expectSteps, rowsAfter } from './expect-steps.ts'
import { runSteps } from './steps.ts'

const kills = 32

it(
  `keeps a whole copy at the path through ${kills} kills at random moments, for readers of other processes, and the database unharmed`,
  { timeout: 900_000 },
  async () => {
    await using folder = await createTemporaryDirectory()
    await using aside = await createTemporaryDirectory()
    const [path, copy, aCopy] = [`${folder.path}/x.duckdb`, `${folder.path}/copy.duckdb`, `${aside.path}/x.duckdb`]
    const script = await bundle('crash/publishing-child.ts')
    const found: string[] = []
    await using reader = await startChild('crash/reading-child.ts', copy)
    createInterface({ input: reader.stdout }).on('line', (line) => found.push(line))
    const random = createSeededRandom(11)
    let published = 0
    let next = startChild(script, path, copy)
    for (let kill = 0; kill < kills; kill += 1) {
      const child = await next
      // The next one starts up meanwhile.
      next = startChild(script, path, copy)
      published = Math.max(published, await killWhilePublishing(child, random))
      if (published === 0) continue
      // Somebody else's file by now: whatever a reader would open.
      await copyFile(copy, aCopy)
      expect(await stepsIn(aCopy)).toBeGreaterThanOrEqual(published)
      if (random() < 0.5) expect(await stepsIn(path)).toBeGreaterThanOrEqual(published)
    }
    await (await next)[Symbol.asyncDispose]()
    expect(published).toBeGreaterThan(kills / 2)
    const isOpen = reader.exitCode === null
    reader.stdin.end()
    await once(reader, 'close')
    expect(isOpen, 'the reader met nothing that it could not open').toBe(true)
    expectWhole(found)

    // A copy is a backup as well: loads go on from it.
    await using restored = createDuckdbDestination({ path: aCopy })
    const before = await expectSteps(restored)
    await runSteps(restored, before.merged + 6)
    expect(await expectSteps(restored)).toEqual({ merged: before.merged + 6, replaced: before.merged + 6 })

    await using destination = createDuckdbDestination({ path })
    const { merged } = await expectSteps(destination)
    await runSteps(destination, merged + 6)
    expect((await publish(destination, copy)).bytes).toBe((await stat(copy)).size)
    await destination[Symbol.asyncDispose]()
    expect((await readdir(folder.path)).toSorted()).toEqual(['copy.duckdb', 'x.duckdb'])
  },
)

/** Resolves with the last step that a copy was said to have. */
async function killWhilePublishing(child: Child, random: () => number): Promise<number> {
  const closed = once(child, 'close')
  const killAfter = Math.floor(random() * 4)
  let [said, last] = [0, 0]
  const kill = async (): Promise<void> => {
    await sleep(random() * 120)
    child.kill('SIGKILL')
  }
  createInterface({ input: child.stdout }).on('line', (line) => {
    last = Math.max(last, Number(line) || 0)
    said += 1
    if (said === killAfter) void kill()
  })
  child.stdin.write('go\n')
  if (killAfter === 0) void kill()
  expect(await closed).toEqual([null, 'SIGKILL'])
  return last
}

async function stepsIn(path: string): Promise<number> {
  await using destination = createDuckdbDestination({ path })
  return (await expectSteps(destination)).merged
}

/** Each line is the step of a copy and the rows that came with it. */
function expectWhole(lines: readonly string[]): void {
  const steps = lines.map((line) => {
    const [step, rows]: readonly [number, string] = JSON.parse(line)
    expect(rows).toBe(
      rowsAfter('merged', step)
        ?.map(({ id, age }) => `${String(id)} ${String(age)}`)
        .join(','),
    )
    return step
  })
  expect(steps).toEqual(steps.toSorted((one, other) => one - other))
  expect(new Set(steps).size).toBeGreaterThan(kills / 2)
}

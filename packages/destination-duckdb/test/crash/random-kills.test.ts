import { once } from 'node:events'
import { readdir, rmdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

import { createSeededRandom, createTemporaryDirectory } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { createDuckdbDestination } from '../../src/index.ts'
import { bundle } from '../bundle.ts'
import { startChild } from '../child.ts'
import { expectSteps } from './expect-steps.ts'
import { runSteps, tables, type TableName } from './steps.ts'

/** In all; CI counts on it. */
const kills = 300

/** Everything in the WAL until the file is closed; a checkpoint with nearly each commit; one now and then. */
const thresholds = ['', '8KB', '96KB'] as const

it(
  `keeps rows and cursor in step through ${kills} kills at random moments, and converges`,
  { timeout: 900_000 },
  async () => {
    const child = await bundle('crash/child.ts')
    await startUp(child)
    const counts = await Promise.all(thresholds.map((threshold, index) => killOverAndOver(child, threshold, index)))
    expect(counts.reduce((total, count) => total + count.kills, 0)).toBe(kills)
    // The kills hit work, not only processes that had not begun.
    for (const { steps } of counts) expect(steps).toBeGreaterThan(20)
  },
)

/** Once, and not killed, so that the others find it compiled. */
async function startUp(script: string): Promise<void> {
  const child = await startChild(script)
  const closed = once(child, 'close')
  child.stdin.end()
  await closed
}

async function killOverAndOver(
  script: string,
  threshold: string,
  seed: number,
): Promise<{ readonly kills: number; readonly steps: number }> {
  await using folder = await createTemporaryDirectory()
  const path = `${folder.path}/x.duckdb`
  const random = createSeededRandom(seed + 1)
  const durable: Record<TableName, number> = { merged: 0, replaced: 0 }
  let done = 0
  let next = startChild(script, path, threshold)
  for (; done < kills / thresholds.length; done += 1) {
    const child = await next
    // The next one starts up meanwhile.
    next = startChild(script, path, threshold)
    const closed = once(child, 'close')
    // Some while it opens the file, some after a step, some when it closes the file or opens it again.
    const killAfter = Math.floor(random() * 3)
    let said = 0
    const kill = async (): Promise<void> => {
      await sleep(random() * 60)
      child.kill('SIGKILL')
    }
    const lines = createInterface({ input: child.stdout }).on('line', (line) => {
      note(durable, line)
      said += 1
      if (said === killAfter) void kill()
    })
    child.stdin.write('go\n')
    if (killAfter === 0) void kill()
    expect(await closed).toEqual([null, 'SIGKILL'])
    lines.close()
    // Some are killed again before anybody has replayed what the last one left.
    if (random() < 0.5) continue
    await using destination = createDuckdbDestination({ path })
    await expectSteps(destination, durable)
  }
  await (await next)[Symbol.asyncDispose]()
  const destination = createDuckdbDestination({ path })
  const { merged } = await expectSteps(destination, durable)
  await runSteps(destination, merged + 6)
  expect(await expectSteps(destination, durable)).toEqual({ merged: merged + 6, replaced: merged + 6 })
  await destination[Symbol.asyncDispose]()
  await expectSwept(folder.path, threshold === '' ? undefined : `${path}.staging`)
  return { kills: done, steps: merged }
}

/** What was staged when a process was killed is gone: beside the file, or where an instance had its folder. */
async function expectSwept(folder: string, staging: string | undefined): Promise<void> {
  if (staging !== undefined) {
    await using next = createDuckdbDestination({ path: ':memory:', temporaryDirectory: staging })
    await next.describe(tables.merged.target)
    await next[Symbol.asyncDispose]()
    expect(await readdir(staging)).toEqual([])
    await rmdir(staging)
  }
  expect(await readdir(folder)).toEqual(['x.duckdb'])
}

function note(durable: Record<TableName, number>, lines: string): void {
  for (const { groups } of lines.matchAll(/^(?<table>merged|replaced) (?<step>\d+)$/gm)) {
    const table = groups?.['table'] === 'merged' ? 'merged' : 'replaced'
    durable[table] = Math.max(durable[table], Number(groups?.['step']))
  }
}

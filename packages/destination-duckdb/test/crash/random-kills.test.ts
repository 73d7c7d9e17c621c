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

import type { Form } from './child.ts'

/** In all; CI counts on it. */
const kills = 300

/** Everything in the WAL until the file is closed; a checkpoint after each second commit; DuckDB's own, with nearly each. */
const forms: readonly Form[] = [
  { is: 'a file' },
  { is: 'a file', checkpointBytes: 3000 },
  { is: 'an instance of the user', checkpointThreshold: '8KB' },
]

/** What the killed processes said. */
type Heard = {
  readonly durable: Record<TableName, number>
  /** How many a load began, and what became of them; the others were broken off. */
  readonly checkpoints: { begun: number; made: number; failed: number }
}

it(
  `keeps rows and cursor in step through ${kills} kills at random moments, and converges`,
  { timeout: 900_000 },
  async () => {
    const child = await bundle('crash/child.ts')
    await startUp(child)
    const counts = await Promise.all(forms.map((form, index) => killOverAndOver(child, form, index)))
    expect(counts.reduce((total, count) => total + count.kills, 0)).toBe(kills)
    // The kills hit work, not only processes that had not begun.
    for (const { steps } of counts) expect(steps).toBeGreaterThan(20)
    const [begun, made, failed] = (['begun', 'made', 'failed'] as const).map((what) =>
      counts.reduce((total, { checkpoints }) => total + checkpoints[what], 0),
    )
    expect(failed, 'checkpoints that DuckDB refused').toBe(0)
    expect(begun, 'checkpoints of loads, of which kills broke off some').toBeGreaterThan(made ?? 0)
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
  form: Form,
  seed: number,
): Promise<{ readonly kills: number; readonly steps: number; readonly checkpoints: Heard['checkpoints'] }> {
  await using folder = await createTemporaryDirectory()
  const path = `${folder.path}/x.duckdb`
  const random = createSeededRandom(seed + 1)
  const heard: Heard = { durable: { merged: 0, replaced: 0 }, checkpoints: { begun: 0, made: 0, failed: 0 } }
  const { durable, checkpoints } = heard
  let done = 0
  let next = startChild(script, path, JSON.stringify(form))
  for (; done < kills / forms.length; done += 1) {
    const child = await next
    // The next one starts up meanwhile.
    next = startChild(script, path, JSON.stringify(form))
    const closed = once(child, 'close')
    // Some while it opens the file, some after a step, some when it closes the file or opens it again.
    const killAfter = Math.floor(random() * 3)
    let said = 0
    const kill = async (): Promise<void> => {
      await sleep(random() * 60)
      child.kill('SIGKILL')
    }
    const lines = createInterface({ input: child.stdout }).on('line', (line) => {
      note(heard, line)
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
  await expectSwept(folder.path, form.is === 'a file' ? undefined : `${path}.staging`)
  return { kills: done, steps: merged, checkpoints }
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

function note({ durable, checkpoints }: Heard, line: string): void {
  const [about = '', what = ''] = line.split(' ')
  if (about === 'merged' || about === 'replaced') durable[about] = Math.max(durable[about], Number(what))
  else if (what === 'begun' || what === 'made' || what === 'failed') checkpoints[what] += 1
}

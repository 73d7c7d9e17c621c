import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'

import { createStateStore } from '@ingestr/state-kysely'
import { createSeededRandom, createTemporaryDirectory } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { startChild } from './child.ts'
import { target } from './fixture.ts'

it('opens after kill -9 with rows and state that agree, none lost that was reported durable', async () => {
  await using folder = await createTemporaryDirectory()
  const path = `${folder.path}/x.duckdb`
  const random = createSeededRandom(7)
  const store = createStateStore()
  let reported = 0
  for (let kill = 0; kill < 4; kill += 1) {
    await using child = await startChild('crash-child.ts', path)
    const exit = once(child, 'exit')
    const commits = 1 + Math.floor(random() * 6)
    for await (const line of createInterface({ input: child.stdout })) {
      reported = Math.max(reported, Number(line))
      if (reported >= commits * (kill + 1)) break
    }
    child.kill('SIGKILL')
    await exit

    await using destination = createDuckdbDestination({ path })
    const [state] = await store.find(destination.sql, 'intercom.people')
    const table = await destination.describe(target)
    expect(state?.revision ?? 0).toBeGreaterThanOrEqual(reported)
    expect(table?.rows).toBe(state?.rows)
    expect(table?.rows).toBe((state?.revision ?? 0) * 50)
  }
  expect(await readdir(folder.path)).toEqual(['x.duckdb'])
})

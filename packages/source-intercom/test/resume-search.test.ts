import type { Checkpoint } from '@ingestr/contract'
import { type FakeIntercomOptions, startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { openSource } from './source-harness.ts'

const perPage = 10
const noon = Date.UTC(2026, 10, 10, 20)

interface Killed {
  readonly ids: ReadonlySet<string>
  readonly requests: number
  readonly missing: number | null | undefined
}

/**
 * Reads contacts in runs that are killed after so many batches each, and goes on from what the last commit knew; a commit
 * takes in every third batch.
 */
async function readKilled(options: FakeIntercomOptions, kills: number, batchesPerRun: number): Promise<Killed> {
  const clock = createManualClock()
  await using fake = await startFakeIntercom({ clock, ...options })
  let stored: Checkpoint | undefined
  const ids = new Set<string>()
  for (let run = 0; ; run += 1) {
    await using source = openSource(fake.url, fake.token, { clock, perPage, maxConcurrency: 8 })
    const plan = await source.plan({ table: 'contacts', ...(stored !== undefined && { after: stored }) })
    let uncommitted: string[] = []
    let batches = 0
    for await (const batch of source.read(plan)) {
      for (const row of batch.page?.rows(plan.tables[0]) ?? []) uncommitted.push(String(row['id']))
      batches += 1
      if (batches % 3 === 0 || batch.isLast) {
        for (const id of uncommitted) ids.add(id)
        uncommitted = []
        stored = JSON.parse(JSON.stringify(batch.checkpoint)) as Checkpoint
      }
      if (batch.isLast) return { ids, requests: fake.requests.length, missing: batch.audit?.missing }
      if (run < kills && batches >= batchesPerRun) break
    }
  }
}

describe('a read that is killed twelve times', () => {
  it.each([
    ['over many days', {}],
    ['of contacts created on one day', { createdBetween: [noon, noon + 3_600_000] as const }],
    ['of contacts created in one second', { createdBetween: [noon, noon] as const }],
  ])('goes on with what is unfinished, and asks for half again as much at most (%s)', async (_, data) => {
    const counts = { contacts: 3000 }
    const once = await readKilled({ counts, ...data }, 0, 0)
    const killed = await readKilled({ counts, ...data }, 12, 19)
    expect(once.ids.size).toBe(counts.contacts)
    expect(killed.ids.size).toBe(counts.contacts)
    expect(killed.missing).toBe(0)
    expect(killed.requests).toBeLessThanOrEqual(1.5 * once.requests)
  })
})

import type { Audit, Checkpoint } from '@ingestr/contract'
import { type FakeIntercom, startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { openSource, readAll } from './source-harness.ts'

const hour = 3_600_000
const noon = Date.UTC(2026, 10, 10, 20)

/** Searches for pages, without those for counts. */
function pagesOf(fake: FakeIntercom): number {
  const searches = fake.requests.filter(({ path }) => path.endsWith('/search'))
  return searches.filter(({ body }) => !JSON.stringify(body).includes('"per_page":1}')).length
}

async function untilIdle(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

describe('60,000 records', () => {
  it.each(['contacts', 'conversations'] as const)(
    '(%s) are read with at most 1.15 times the pages that they fill, and hardly a row twice',
    async (table) => {
      const clock = createManualClock(noon)
      await using fake = await startFakeIntercom({ clock, counts: { [table]: 60_000 }, warm: true })
      const source = openSource(fake.url, fake.token, { clock })
      const plan = await source.plan({ table })
      let audit: Audit | undefined
      for await (const batch of source.read(plan)) audit = batch.audit
      // The last page of a part that ends where another one begins is asked for with what is left of it.
      expect(audit?.repeated).toBeLessThan(0.02 * 60_000)
      expect(audit).toMatchObject({ planned: 60_000, read: 60_000, missing: 0 })
      expect(100 * pagesOf(fake)).toBeLessThanOrEqual(115 * (60_000 / 150))
    },
    60_000,
  )
})

describe('a later run', () => {
  it('asks at most 10 times for 100 changes, though 50,000 contacts changed earlier on that day', async () => {
    const clock = createManualClock(noon)
    await using fake = await startFakeIntercom({
      clock,
      counts: { contacts: 50_000 },
      createdBetween: [noon - 99 * 24 * hour, noon - 24 * hour],
      updatedBetween: [noon - 10 * hour, noon - 4 * hour],
    })
    const after: Checkpoint = {
      version: 2,
      apiVersion: '2.16',
      timezone: 'America/Los_Angeles',
      cursor: noon - 2 * hour,
      plan: null,
    }
    const changed = fake.store.contacts.ids().slice(0, 100)
    for (const id of changed) fake.store.contacts.update(id, { name: 'Changed' })
    const { ids, batches } = await readAll(openSource(fake.url, fake.token, { clock }), { table: 'contacts', after })
    expect(changed.filter((id) => !ids.includes(id))).toEqual([])
    expect(fake.requests.length).toBeLessThanOrEqual(10)
    expect(batches.at(-1)?.audit).toMatchObject({ before: 50_000, after: 50_000 })
  })
})

describe('the next page of a part', () => {
  it('is asked for as soon as its cursor is known, before the writer has taken the page before it', async () => {
    const clock = createManualClock(noon)
    await using fake = await startFakeIntercom({ clock, counts: { conversations: 400 } })
    const source = openSource(fake.url, fake.token, { clock, perPage: 20, maxConcurrency: 1 })
    const plan = await source.plan({ table: 'conversations' })
    const batches = source.read(plan)[Symbol.asyncIterator]()
    const first = await batches.next()
    expect(first.done).toBe(false)
    // Nothing more is taken, and all of it is asked for all the same, one page after the other.
    while (pagesOf(fake) < 20) await untilIdle(1)
    const asked = pagesOf(fake)
    let taken = 1
    for (let step = await batches.next(); step.done !== true; step = await batches.next()) {
      if (step.value.page !== undefined) taken += 1
    }
    expect(asked).toBe(20)
    expect(taken).toBe(20)
  })
})

import type { Audit, Checkpoint } from '@ingestr/contract'
import { type FakeIntercom, type FakeIntercomOptions, startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { type HarnessOptions, openSource, readAll } from './source-harness.ts'

const perPage = 10
const day = 24 * 60 * 60 * 1000
const noon = Date.UTC(2026, 10, 10, 20)

interface Reading {
  readonly fake: FakeIntercom
  readonly ids: readonly string[]
  readonly audit: Audit | undefined
  /** Searches for pages, without those for counts. */
  readonly pages: number
  readonly searches: readonly string[]
}

/** Reads a table once, from nothing, and compares what came with what is there. */
async function readTable(
  table: 'contacts' | 'conversations',
  options: FakeIntercomOptions,
  limits: HarnessOptions = {},
): Promise<Reading> {
  const clock = createManualClock()
  await using fake = await startFakeIntercom({ clock, ...options })
  const { ids, batches } = await readAll(openSource(fake.url, fake.token, { clock, perPage, ...limits }), { table })
  const truth = fake.truth(table).map((record) => String(record['id']))
  expect(new Set(ids)).toEqual(new Set(truth))
  const bodies = fake.requests.filter(({ path }) => path === `/${table}/search`).map(({ body }) => JSON.stringify(body))
  const searches = bodies.filter((body) => !body.includes('"per_page":1}'))
  return { fake, ids, audit: batches.at(-1)?.audit, pages: searches.length, searches }
}

/** What is asked for, whichever page of it. */
function withoutCursor(body: string): string {
  return body.replace(/"starting_after":"[^"]*"/, '')
}

function partsOf({ searches }: Reading): number {
  return new Set(searches.map(withoutCursor)).size
}

/** What proves that nothing is missing, and that nothing was counted twice. */
function complete(count: number): object {
  return { before: count, after: count, planned: count, read: count, missing: 0 }
}

describe('a first load of many records', () => {
  it.each(['workspace-day', 'utc-day', 'exact'] as const)(
    'is cut by days, and asks for hardly a page in vain, when dates are read by %s',
    async (contactDates) => {
      const counts = { contacts: 4000 }
      const { audit, pages, searches } = await readTable('contacts', { counts, contactDates })
      expect(audit).toMatchObject(complete(4000))
      // 1.15 times the 400 pages that they fill. Days that do not begin when they should overlap: 1.25 times.
      expect(pages).toBeLessThanOrEqual(contactDates === 'utc-day' ? 500 : 460)
      expect(new Set(searches.map(withoutCursor)).size).toBeGreaterThan(16)
    },
  )

  it('is cut into fewer parts, with fewer pages in vain, where few requests use the rate limit up', async () => {
    const counts = { contacts: 4000 }
    const [few, many] = [
      await readTable('contacts', { counts }, { sustainedRequests: 2 }),
      await readTable('contacts', { counts }, { sustainedRequests: 200 }),
    ]
    expect([few.audit, many.audit]).toMatchObject([complete(4000), complete(4000)])
    expect(partsOf(few)).toBeGreaterThanOrEqual(5)
    expect(partsOf(few)).toBeLessThanOrEqual(0.6 * partsOf(many))
    expect(few.pages).toBeLessThanOrEqual(1.05 * 400)
    expect(few.pages).toBeLessThan(many.pages)
  })

  it.each(['strict', 'inclusive'] as const)('of conversations is cut by seconds, where > is %s', async (greater) => {
    const counts = { conversations: 3000 }
    const { audit, pages } = await readTable('conversations', { counts, conversationGreater: greater })
    expect(audit).toMatchObject(complete(3000))
    expect(pages).toBeLessThanOrEqual(1.15 * 300)
  })

  it('is whole where nobody tells the timezone', async () => {
    const clock = createManualClock()
    await using fake = await startFakeIntercom({ clock, counts: { contacts: 2000 } })
    fake.failNext({ path: '/me', fault: { kind: 'status', status: 403 } })
    const { ids, batches } = await readAll(openSource(fake.url, fake.token, { clock, perPage }), { table: 'contacts' })
    expect(new Set(ids).size).toBe(2000)
    expect(batches.at(-1)?.audit).toMatchObject(complete(2000))
  })

  it('goes one request after the other where only one may be on its way', async () => {
    const { audit, searches } = await readTable('contacts', { counts: { contacts: 1000 } }, { maxConcurrency: 1 })
    expect(audit).toMatchObject(complete(1000))
    expect(new Set(searches.map((body) => body.replace(/"starting_after":"[^"]*"/, ''))).size).toBe(2)
  })
})

describe('a bulk import on one day', () => {
  const createdBetween = [noon, noon + day / 12] as const
  const counts = { contacts: 4000 }

  it('is divided by the last digits of ids, which are spread evenly', async () => {
    const { audit, pages, searches } = await readTable('contacts', { counts, createdBetween })
    expect(audit).toMatchObject(complete(4000))
    expect(pages).toBeLessThanOrEqual(1.2 * 400)
    expect(searches.some((body) => body.includes('"field":"id","operator":"$"'))).toBe(true)
  })

  it.each(['refuse', 'nothing'] as const)(
    'is whole where ids cannot be searched (%s), nor do emails and external ids tell all contacts apart',
    async (answer) => {
      const unsearchable = [{ field: 'id', answer }]
      const options = { counts, createdBetween, updatedBetween: createdBetween, unsearchable }
      const { audit, searches } = await readTable('contacts', options)
      expect(audit).toMatchObject(complete(4000))
      expect(searches.some((body) => body.includes('"field":"role"'))).toBe(true)
    },
  )

  it.each(['refuse', 'nothing'] as const)('is walked from both ends where no key divides it (%s)', async (answer) => {
    const unsearchable = ['id', 'email', 'external_id', 'role', 'updated_at'].map((field) => ({ field, answer }))
    const { audit, searches } = await readTable('contacts', { counts, createdBetween, unsearchable })
    expect(audit).toMatchObject(complete(4000))
    expect(searches.some((body) => body.includes('"order":"descending"'))).toBe(true)
  })

  it('in one second is whole as well', async () => {
    const { audit, pages } = await readTable('contacts', { counts, createdBetween: [noon, noon] })
    expect(audit).toMatchObject(complete(4000))
    expect(pages).toBeLessThanOrEqual(1.3 * 400)
  })

  it('of conversations in one second is walked from both ends', async () => {
    const options = { counts: { conversations: 900 }, createdBetween: [noon, noon] } as const
    const { audit, pages } = await readTable('conversations', options)
    expect(audit).toMatchObject(complete(900))
    expect(pages).toBeLessThanOrEqual(1.2 * 90)
  })
})

describe('later runs', () => {
  const counts = { contacts: 3000 }

  it('walk what changed since the last one, however much changed earlier on that day', async () => {
    const clock = createManualClock(noon)
    const updatedBetween = [noon - day / 3, noon - day / 4] as const
    await using fake = await startFakeIntercom({
      clock,
      counts,
      updatedBetween,
      createdBetween: [noon - 99 * day, noon - day],
    })
    const first = await readAll(openSource(fake.url, fake.token, { clock }), { table: 'contacts' })
    clock.advance(day / 24)
    const changed = fake
      .truth('contacts')
      .slice(0, 100)
      .map((record) => String(record['id']))
    for (const id of changed) fake.store.contacts.update(id, { name: 'Changed' })
    fake.resetRequests()
    const source = openSource(fake.url, fake.token, { clock })
    const { ids, batches } = await readAll(source, { table: 'contacts', after: first.checkpoint })
    expect(new Set(ids)).toEqual(new Set([...ids.filter((id) => !changed.includes(id)), ...changed]))
    expect(fake.requests.length).toBeLessThanOrEqual(10)
    expect(batches.at(-1)?.audit).toMatchObject({ before: 3000, after: 3000 })
  })

  it('share the days out when much has changed', async () => {
    const clock = createManualClock(noon)
    const createdBetween = [noon - 90 * day, noon - 60 * day] as const
    const updatedBetween = [noon - 60 * day, noon - 50 * day] as const
    await using fake = await startFakeIntercom({ clock, counts, createdBetween, updatedBetween })
    const after: Checkpoint = {
      version: 2,
      apiVersion: '2.16',
      timezone: 'America/Los_Angeles',
      cursor: noon - 40 * day,
      plan: null,
    }
    const wanted = fake.store.contacts.list().slice(0, 1500)
    for (const [index, contact] of wanted.entries()) {
      const updatedAt = Math.floor((noon - 39 * day) / 1000) + index * 2000
      fake.store.contacts.update(String(contact['id']), { updated_at: updatedAt }, { touch: false })
    }
    const source = openSource(fake.url, fake.token, { clock, perPage })
    const { ids, batches } = await readAll(source, { table: 'contacts', after })
    const missing = wanted.map((contact) => String(contact['id'])).filter((id) => !ids.includes(id))
    expect(missing).toEqual([])
    expect(batches.at(-1)?.audit).toMatchObject({ missing: 0 })
    const descending = fake.requests
      .map(({ body }) => JSON.stringify(body ?? ''))
      .filter((body) => body.includes('"order":"descending"'))
    expect(descending.length).toBeLessThanOrEqual(1.2 * 150)
    // One walk alone would ask one question, page by page.
    expect(new Set(descending.map(withoutCursor)).size).toBeGreaterThanOrEqual(8)
  })
})

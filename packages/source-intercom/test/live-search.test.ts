import type { Audit } from '@ingestr/contract'
import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock, createSeededRandom } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { openSource, readAll, type ReadSummary } from './source-harness.ts'

const perPage = 10
const minute = 60_000

/** The events of a read that say that something is not right. */
async function readWatched(
  source: Parameters<typeof readAll>[0],
  request: Parameters<typeof readAll>[1],
): Promise<Omit<ReadSummary, 'batches'> & { audit: Audit | undefined; alarms: readonly string[] }> {
  const alarms: string[] = []
  const { batches, ...read } = await readAll(source, request, {
    report: ({ type }) => {
      if (type === 'records-missing' || type === 'ranges-repeated') alarms.push(type)
    },
  })
  return { ...read, audit: batches.at(-1)?.audit, alarms }
}

describe('records that are created, changed and deleted while they are read', () => {
  const tables = ['contacts', 'conversations'] as const
  const seeds = [1, 2, 3, 4, 5]
  const cases = tables.flatMap((table) => seeds.map((seed) => [table, seed] as const))

  it.each(cases)('raise no alarm, and are all there after the next run (%s, seed %i)', async (table, seed) => {
    const clock = createManualClock()
    const random = createSeededRandom(seed)
    const indexLagMs = seed * minute
    await using fake = await startFakeIntercom({ clock, indexLagMs, counts: { contacts: 1500, conversations: 1500 } })
    const records = fake.store[table]
    const pick = (): string => records.ids()[Math.floor(random() * records.ids().length)] ?? ''
    const stopChanging = fake.onRequest(() => {
      clock.advance(2000)
      for (let change = 0; change < 3; change += 1) {
        const dice = random()
        if (dice < 0.3) records.create({})
        else if (dice < 0.8) records.update(pick(), { unknown_field: Math.floor(random() * 1e6) })
        else records.delete(pick())
      }
    })
    const first = await readWatched(openSource(fake.url, fake.token, { clock, perPage }), { table })
    expect(first.alarms).toEqual([])
    expect(first.audit?.missing).toBe(0)

    const after = JSON.parse(JSON.stringify(first.checkpoint)) as typeof first.checkpoint & { cursor: number }
    const next = await readWatched(openSource(fake.url, fake.token, { clock, perPage }), { table, after: { ...after } })
    expect(next.alarms).toEqual([])
    stopChanging()

    clock.advance(30 * minute)
    const last = await readWatched(openSource(fake.url, fake.token, { clock, perPage }), {
      table,
      after: { ...next.checkpoint },
    })
    expect(last.alarms).toEqual([])
    const newest = (id: string): number => Math.max(...[first, next, last].map(({ versions }) => versions.get(id) ?? 0))
    const outdated = records.list().filter((each) => newest(String(each['id'])) !== Number(each['updated_at']) * 1000)
    expect(outdated.map((each) => each['id'])).toEqual([])
  })
})

describe('a crowded day that only a key divides which changes', () => {
  const unsearchable = ['id', 'email', 'external_id'].map((field) => ({ field, answer: 'refuse' as const }))
  const day = 24 * 60 * minute

  /** Contacts of one day, two of which change at each request. */
  async function readCrowdedDay(seed: number, count: number): ReturnType<typeof readWatched> {
    const clock = createManualClock()
    const random = createSeededRandom(seed)
    const dayBefore = clock.now() - 3 * day
    await using fake = await startFakeIntercom({
      clock,
      seed,
      counts: { contacts: count },
      createdBetween: [dayBefore, dayBefore + 120 * minute],
      unsearchable,
    })
    const { contacts } = fake.store
    fake.onRequest(() => {
      clock.advance(2000)
      for (let change = 0; change < 2; change += 1) {
        const id = contacts.ids()[Math.floor(random() * count)] ?? ''
        contacts.update(id, { role: random() < 0.5 ? 'user' : 'lead', unknown_field: random() })
      }
    })
    const watched = await readWatched(openSource(fake.url, fake.token, { clock, perPage }), { table: 'contacts' })
    const isDivided = fake.requests.some(({ body }) =>
      /"field":"(role|updated_at)","operator/.test(JSON.stringify(body ?? '')),
    )
    expect(isDivided).toBe(true)
    return watched
  }

  it.each([1, 2, 3, 4, 5, 6])('is whole, and raises no false alarm (seed %i)', async (seed) => {
    const { ids, audit, alarms } = await readCrowdedDay(seed, 1500)
    expect(new Set(ids).size).toBe(1500)
    expect(audit).toMatchObject({ read: 1500, missing: 0 })
    expect(alarms).not.toContain('records-missing')
  })
})

describe('a record that the API leaves out of a page', () => {
  it.each(['contacts', 'conversations'] as const)('of a first load of %s is found by counts', async (table) => {
    const clock = createManualClock()
    await using fake = await startFakeIntercom({ clock, counts: { contacts: 800, conversations: 800 } })
    const path = `/${table}/search`
    // Once, the client asks for a short page again; twice, it must take it.
    fake.failNext({ path, skip: 30, times: 2, fault: { kind: 'lossy-record', place: 4 } })
    const { ids, audit, alarms } = await readWatched(openSource(fake.url, fake.token, { clock, perPage }), { table })
    expect(new Set(ids).size).toBe(800)
    expect(audit).toMatchObject({ missing: 0, read: 800 })
    expect(alarms).not.toContain('records-missing')
  })

  it('again and again is told, with how many there are', async () => {
    const clock = createManualClock()
    await using fake = await startFakeIntercom({ clock, counts: { contacts: 90 } })
    const hidden = fake.store.contacts.ids()[40] ?? ''
    fake.onRequest(({ body }) => {
      const isCount = JSON.stringify(body ?? null).includes('"per_page":1}')
      const isThere = fake.store.contacts.get(hidden) !== undefined
      if (isCount && !isThere) fake.store.contacts.create({ id: hidden, created_at: 1_700_000_000 })
      if (!isCount && isThere) fake.store.contacts.delete(hidden)
    })
    const { audit, alarms } = await readWatched(openSource(fake.url, fake.token, { clock, perPage }), {
      table: 'contacts',
    })
    expect(audit).toMatchObject({ missing: 1, read: 89, after: 90 })
    expect(alarms).toEqual(['ranges-repeated', 'records-missing'])
  })
})

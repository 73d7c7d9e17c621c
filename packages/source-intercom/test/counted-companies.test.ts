import type { Audit, Report } from '@ingestr/contract'
import { type FakeIntercom, startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock, type ManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { openSource, readAll } from './source-harness.ts'

const made = 450
/** Of those made, some have no users: the API shows them nowhere. */
const count = 430

interface Reading {
  readonly fake: FakeIntercom
  readonly ids: ReadonlySet<string>
  readonly audit: Audit | undefined
  readonly events: ReadonlyArray<Parameters<Report>[0]>
  readonly rows: number
}

/** Reads all companies, and comes back with what was counted. */
async function readCompanies(prepare: (fake: FakeIntercom, clock: ManualClock) => void): Promise<Reading> {
  const clock = createManualClock()
  await using fake = await startFakeIntercom({ clock, counts: { companies: made } })
  prepare(fake, clock)
  const events: Array<Parameters<Report>[0]> = []
  await using source = openSource(fake.url, fake.token, { clock })
  const { ids, batches } = await readAll(source, { table: 'companies' }, { report: (event) => void events.push(event) })
  return { fake, ids: new Set(ids), audit: batches.at(-1)?.audit, events, rows: ids.length }
}

function scrollsOf({ fake }: Reading): number {
  return fake.requests.filter(({ path, query }) => path === '/companies/scroll' && query['scroll_param'] === undefined)
    .length
}

describe('companies', () => {
  it('are held to the count of their list before and after, asked for by one request each', async () => {
    const reading = await readCompanies(() => undefined)
    expect(reading.audit).toMatchObject({ before: count, after: count, planned: count, read: count, repeated: 0 })
    expect(reading.audit).toMatchObject({ missing: null, unaccounted: 0 })
    const counts = reading.fake.requests.filter(({ path }) => path === '/companies/list')
    expect(counts.map(({ method, query }) => [method, query])).toEqual([
      ['POST', { page: '1', per_page: '1' }],
      ['POST', { page: '1', per_page: '1' }],
    ])
    expect(scrollsOf(reading)).toBe(1)
  })

  it('are scrolled through once more where fewer came than were counted before and after', async () => {
    const reading = await readCompanies((fake) => {
      fake.failNext({ path: '/companies/scroll', skip: 1, fault: { kind: 'lossy-page' } })
    })
    expect(scrollsOf(reading)).toBe(2)
    expect(reading.ids.size).toBe(count)
    expect(reading.audit).toMatchObject({ read: count, unaccounted: 0, repeated: reading.rows - count })
  })

  it('are told to be fewer than counted where the second scroll brings no more', async () => {
    const reading = await readCompanies((fake) => {
      fake.failNext({ path: '/companies/scroll', times: Infinity, fault: { kind: 'lossy-record', place: 7 } })
    })
    const { size } = reading.ids
    expect(size).toBeLessThan(count)
    // Whether scroll and list count the same is not documented: a doubt, which fails no strict run.
    expect(reading.audit).toMatchObject({ read: size, missing: null, unaccounted: count - size })
    expect(reading.events).toContainEqual({ type: 'records-unaccounted', table: 'companies', count: count - size })
  })

  it('raise no doubt where some are deleted while they are read, and others created', async () => {
    const reading = await readCompanies((fake, clock) => {
      let changes = 0
      fake.onRequest(({ path }) => {
        changes += 1
        if (path !== '/companies/scroll' || changes > 4) return
        clock.advance(1000)
        const { companies } = fake.store
        for (const id of companies.ids().slice(-5)) companies.delete(id)
        for (let created = 0; created < 2; created += 1) companies.create({})
      })
    })
    expect(scrollsOf(reading)).toBe(1)
    expect(reading.audit).toMatchObject({ before: count, unaccounted: 0, missing: null })
  })

  it.each([403, 404, 400])('are read without a count where the list answers with %i', async (status) => {
    const reading = await readCompanies((fake) => {
      fake.failNext({ path: '/companies/list', times: Infinity, fault: { kind: 'status', status } })
    })
    expect(reading.ids.size).toBe(count)
    expect(reading.audit).toMatchObject({ before: null, after: null, planned: null, missing: null, unaccounted: 0 })
    expect(reading.fake.requests.filter(({ path }) => path === '/companies/list')).toHaveLength(1)
  })

  it('that come once more since the scroll began again are repeated, and not read twice', async () => {
    const reading = await readCompanies((fake) => {
      fake.failNext({ path: '/companies/scroll', skip: 2, fault: { kind: 'status', status: 500 } })
    })
    expect(reading.audit).toMatchObject({ read: count, repeated: 200, unaccounted: 0 })
    expect(reading.rows).toBe(count + 200)
  })
})

describe('a list that comes in one piece', () => {
  it('is held to no count, for the API tells none', async () => {
    await using fake = await startFakeIntercom({ counts: { tags: 12 } })
    const { batches } = await readAll(openSource(fake.url, fake.token), { table: 'tags' })
    expect(batches.at(-1)?.audit).toMatchObject({ read: 12, before: null, after: null, planned: null, missing: null })
  })
})

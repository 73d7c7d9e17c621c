import type { Report } from '@ingestr/contract'
import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startCopy, truthOf } from './copy-harness.ts'
import { readTable } from './table-truth.ts'

const hour = 60 * 60_000
const counts = { contacts: 500, companies: 200, conversations: 300, articles: 120 }

describe.each(['contacts', 'conversations', 'companies', 'articles'] as const)('an interval of %s', (table) => {
  it.each(['America/Los_Angeles', 'Pacific/Auckland'])('holds exactly [start, end) in %s', async (timezone) => {
    await using harness = await startCopy({ counts, workspace: { timezone } })
    const records = truthOf(harness.fake, table).map((text) => JSON.parse(text) as { id: string; updated_at: number })
    const times = records.map((record) => record.updated_at).toSorted((one, other) => one - other)
    const start = times[Math.floor(times.length / 4)] ?? 0
    const end = times[Math.floor(times.length / 2)] ?? 0
    await harness.copy(table, { interval: { start: start * 1000, end: end * 1000 } })
    const stored = await readTable(harness.path, 'intercom', table)
    const wanted = records.filter((record) => record.updated_at >= start && record.updated_at < end)
    expect(wanted.length).toBeGreaterThan(5)
    expect(stored.rows.map((row) => row['id']).toSorted()).toEqual(wanted.map((record) => record.id).toSorted())
  })

  it('leaves the stored cursor where it was', async () => {
    await using harness = await startCopy({ counts })
    await harness.copy(table)
    harness.clock.advance(2 * hour)
    harness.fake.store[table].create({ name: 'new', title: 'new' })
    const now = harness.clock.now()
    await harness.copy(table, { interval: { start: now - 48 * hour, end: now - 24 * hour } })
    await harness.copy(table)
    expect(await harness.differencesOf(table)).toEqual([])
  })
})

describe('an interval', () => {
  it('with one bound is open at the other end', async () => {
    await using harness = await startCopy({ counts })
    const records = truthOf(harness.fake, 'contacts').map((text) => JSON.parse(text) as { updated_at: number })
    const middle = records.map((record) => record.updated_at).toSorted((one, other) => one - other)[250] ?? 0
    const until = await harness.copy('contacts', { interval: { end: middle * 1000 }, destTable: 'parts.contacts' })
    const from = await harness.copy('contacts', { interval: { start: middle * 1000 }, destTable: 'parts.contacts' })
    expect(until.counts.inserted + from.counts.inserted).toBe(records.length)
  })

  it('is refused when it is empty, and together with a full refresh, before any request', async () => {
    await using harness = await startCopy({ counts })
    const empty = await rejectionOf(harness.copy('contacts', { interval: { start: 5000, end: 5000 } }))
    expect(empty).toMatchObject({ code: 'INVALID_ARGUMENT' })
    const both = await rejectionOf(harness.copy('contacts', { interval: { start: 0 }, fullRefresh: true }))
    expect(both.message).toContain('--full-refresh')
    expect(harness.fake.requests).toEqual([])
  })
})

describe('a full refresh', () => {
  it('of companies that was cut short begins anew, and keeps none that are gone meanwhile', async () => {
    await using harness = await startCopy({ counts })
    await harness.copy('companies')
    const stop = new AbortController()
    const report: Report = (event) => {
      if (event.type === 'request-finished' && event['path'] === '/companies/scroll') stop.abort()
    }
    const stopped = await harness.copy('companies', { fullRefresh: true, stop: stop.signal, report })
    expect(stopped).toMatchObject({ status: 'stopped', counts: { received: 100 } })
    const [gone] = truthOf(harness.fake, 'companies').map((text) => (JSON.parse(text) as { id: string }).id)
    harness.fake.store.companies.delete(gone ?? '')
    harness.clock.advance(2 * 60_000)
    await harness.copy('companies', { fullRefresh: true })
    expect(await harness.differencesOf('companies')).toEqual([])
  })

  it('removes what the API no longer has, and later runs go on from it', async () => {
    await using harness = await startCopy({ counts })
    await harness.copy('contacts')
    for (const contact of harness.fake.store.contacts.list().slice(0, 20)) {
      harness.fake.store.contacts.delete(String(contact['id']))
    }
    await harness.copy('contacts', { fullRefresh: true })
    expect(await harness.differencesOf('contacts')).toEqual([])
    harness.clock.advance(hour)
    harness.fake.store.contacts.create({ name: 'new' })
    const result = await harness.copy('contacts')
    expect(result.counts.received).toBeLessThan(200)
    expect(await harness.differencesOf('contacts')).toEqual([])
  })
})

import type { Audit, Report } from '@ingestr/contract'
import { type FakeIntercom, type FakeIntercomOptions, startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock, type ManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { openSource, readAll } from './source-harness.ts'

type ReportEvent = Parameters<Report>[0]

const perPage = 10
const hour = 3_600_000
/** Noon of the workspace's day. */
const now = Date.UTC(2026, 10, 10, 20)
const today = [now - 3 * hour, now - hour] as const
const count = 800

interface Reading {
  readonly ids: readonly string[]
  readonly audit: Audit
  readonly events: readonly ReportEvent[]
  /** Records that came, each as often as it came. */
  readonly rows: number
}

/** Reads contacts once, from nothing. */
async function readContacts(
  options: FakeIntercomOptions,
  prepare: (fake: FakeIntercom, clock: ManualClock) => void = () => undefined,
): Promise<Reading> {
  const clock = createManualClock(now)
  await using fake = await startFakeIntercom({ clock, counts: { contacts: count }, ...options })
  prepare(fake, clock)
  const events: ReportEvent[] = []
  const report = (event: ReportEvent): void => void events.push(event)
  const source = openSource(fake.url, fake.token, { clock, perPage })
  const { ids, batches } = await readAll(source, { table: 'contacts' }, { report })
  const audit = batches.at(-1)?.audit
  if (audit === undefined) throw new TypeError('The last batch has no audit.')
  return { ids, audit, events, rows: ids.length }
}

/** Each page leaves its fifth record out, how often it may be asked for. */
function leaveOut(fake: FakeIntercom, times: number): void {
  const body = new RegExp(`"per_page":${perPage}\\b`)
  fake.failNext({ path: '/contacts/search', body, skip: 10, times, fault: { kind: 'lossy-record', place: 4 } })
}

function typesOf(events: readonly ReportEvent[]): readonly string[] {
  return events.map(({ type }) => type)
}

describe('a first load of contacts that were all created today', () => {
  it('proves nothing, for more may be created today, though as many came as were counted', async () => {
    const { audit } = await readContacts({ createdBetween: today })
    expect(audit).toMatchObject({ before: count, after: count, planned: count, read: count, missing: null })
    expect(audit.unaccounted).toBe(0)
    expect(audit.provenBefore).toBeUndefined()
  })

  it('is walked once more where it brought fewer than were counted before and after', async () => {
    const { ids, audit, events } = await readContacts({ createdBetween: today }, (fake) => leaveOut(fake, 40))
    expect(new Set(ids).size).toBe(count)
    expect(audit).toMatchObject({ read: count, missing: null, unaccounted: 0 })
    expect(typesOf(events)).toContain('ranges-repeated')
    expect(typesOf(events)).not.toContain('records-missing')
  })

  it('tells how many it did not bring where the second walk leaves some out as well', async () => {
    const { ids, audit, events } = await readContacts({ createdBetween: today }, (fake) => leaveOut(fake, Infinity))
    expect(new Set(ids).size).toBeLessThan(count)
    // What counts is the second walk.
    const unaccounted = count - (audit.read ?? 0)
    expect(audit).toMatchObject({ before: count, after: count, missing: null, unaccounted })
    expect(unaccounted).toBeGreaterThan(10)
    expect(audit.shortPages).toBeGreaterThan(10)
    expect(events).toContainEqual({ type: 'records-unaccounted', table: 'contacts', count: unaccounted })
    expect(typesOf(events)).not.toContain('records-missing')
  })

  it('raises no doubt when some are deleted before their page comes', async () => {
    const { audit, events } = await readContacts({ createdBetween: today }, (fake, clock) => {
      const stop = fake.onRequest(() => {
        clock.advance(500)
        for (const id of fake.store.contacts.ids().slice(-3)) fake.store.contacts.delete(id)
      })
      setTimeout(stop, 0)
    })
    expect(audit).toMatchObject({ missing: null, unaccounted: 0 })
    expect(typesOf(events)).not.toContain('ranges-repeated')
  })
})

describe('a first load of contacts of which some were created today', () => {
  const createdBetween = [now - 30 * 24 * hour, now - hour] as const

  it('says up to when it is proven, and how many are newer', async () => {
    const midnight = Date.UTC(2026, 10, 10, 8)
    const { audit } = await readContacts({ createdBetween })
    expect(audit).toMatchObject({ read: count, missing: 0, provenFrom: null, provenBefore: midnight })
    expect(audit.unproven).toBeGreaterThan(0)
    expect(audit.unproven).toBeLessThan(count / 10)
  })

  it('counts each row that came as read, or as repeated', async () => {
    const { audit, rows } = await readContacts({ createdBetween }, (fake) => leaveOut(fake, 40))
    expect(audit).toMatchObject({ read: count, missing: 0 })
    expect(rows).toBe((audit.read ?? 0) + (audit.repeated ?? 0))
  })
})

describe('all rows that come', () => {
  const unsearchable = ['id', 'email', 'external_id', 'role', 'updated_at'].map((field) => ({
    field,
    answer: 'nothing' as const,
  }))

  it.each([
    ['spread over time', {}],
    ['of one day that ids divide', { createdBetween: [now - 99 * hour, now - 97 * hour] as const }],
    ['of one second', { createdBetween: [now - 99 * hour, now - 99 * hour] as const }],
    ['of one day that nothing divides', { createdBetween: [now - 99 * hour, now - 97 * hour] as const, unsearchable }],
    [
      'of one second that nothing divides',
      { createdBetween: [now - 99 * hour, now - 99 * hour] as const, unsearchable },
    ],
  ])('are counted as read or as repeated (%s)', async (_name, options) => {
    const { audit, rows } = await readContacts({ counts: { contacts: 2000 }, ...options })
    expect(audit).toMatchObject({ read: 2000, missing: 0 })
    expect(rows).toBe(2000 + (audit.repeated ?? 0))
  })
})

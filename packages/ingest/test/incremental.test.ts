import { describe, expect, it } from 'vitest'

import { startCopy, truthOf } from './copy-harness.ts'

const minute = 60_000
const hour = 60 * minute
const timezones = ['America/Los_Angeles', 'UTC', 'Pacific/Auckland']
const readings = ['workspace-day', 'utc-day', 'exact'] as const

describe.each(timezones)('contacts of a workspace in %s', (timezone) => {
  it.each(readings)(
    'are complete after the next run, whatever the hour of the change (dates read as %s)',
    async (contactDates) => {
      await using harness = await startCopy({
        counts: { contacts: 300 },
        workspace: { timezone },
        contactDates,
        indexLagMs: 4 * minute,
      })
      await harness.copy('contacts')
      const ids = harness.fake.store.contacts.list().map((contact) => String(contact['id']))
      for (let step = 0; step < 6; step += 1) {
        harness.clock.advance(step * 220 * minute + 7000)
        const id = ids[step * 11] ?? ''
        harness.fake.store.contacts.update(id, { name: `first of second ${step}` })
        harness.fake.store.contacts.create({ name: `new ${step}` })
        if (step % 3 === 0) await harness.copy('contacts')
        harness.fake.store.contacts.update(id, { name: `second of second ${step}` })
        harness.clock.advance(5 * minute)
        const result = await harness.copy('contacts')
        expect(await harness.differencesOf('contacts')).toEqual([])
        expect(result.counts.kept).toBeLessThan(40)
      }
    },
  )
})

describe('a later run', () => {
  it('of conversations fetches only what is new or updated, whether > admits the bound or not', async () => {
    for (const conversationGreater of ['strict', 'inclusive'] as const) {
      await using harness = await startCopy({ counts: { conversations: 700 }, conversationGreater })
      await harness.copy('conversations')
      harness.clock.advance(3 * hour)
      const [first, second] = harness.fake.store.conversations.list().map((each) => String(each['id']))
      harness.fake.store.conversations.update(first ?? '', { title: 'changed' })
      harness.fake.store.conversations.update(second ?? '', { title: 'changed too' })
      harness.fake.store.conversations.create({ title: 'new' })
      harness.clock.advance(minute)
      const result = await harness.copy('conversations')
      expect(result.counts).toMatchObject({ inserted: 1, updated: 2 })
      expect(result.counts.requests).toBeLessThanOrEqual(6)
      expect(await harness.differencesOf('conversations')).toEqual([])
    }
  })

  it('of contacts stops at the cursor, although a search brings the whole day', async () => {
    await using harness = await startCopy({
      counts: { contacts: 900 },
      createdSpreadDays: 0.2,
      workspace: { timezone: 'UTC' },
    })
    await harness.copy('contacts')
    harness.clock.advance(hour)
    harness.fake.store.contacts.create({ name: 'new' })
    const result = await harness.copy('contacts')
    expect(result.counts.inserted).toBe(1)
    expect(result.counts.requests).toBeLessThanOrEqual(6)
    expect(await harness.differencesOf('contacts')).toEqual([])
  })

  it('of articles reads the newest pages only, and takes both forms of the next page', async () => {
    for (const articlesNext of ['url', 'object'] as const) {
      await using harness = await startCopy({ counts: { articles: 260 }, articlesNext })
      await harness.copy('articles')
      expect(await harness.differencesOf('articles')).toEqual([])
      harness.clock.advance(3 * hour)
      const [id] = harness.fake.store.articles.list().map((each) => String(each['id']))
      harness.fake.store.articles.update(id ?? '', { title: 'changed' })
      harness.fake.store.articles.create({ title: 'new' })
      const result = await harness.copy('articles')
      expect(result.counts).toMatchObject({ inserted: 1, updated: 1 })
      expect(result.counts.requests).toBeLessThanOrEqual(4)
      expect(await harness.differencesOf('articles')).toEqual([])
    }
  })

  it('of companies writes only the rows that differ, and says that all are read', async () => {
    await using harness = await startCopy({ counts: { companies: 350 } })
    await harness.copy('companies')
    harness.clock.advance(hour)
    const [first] = truthOf(harness.fake, 'companies').map((text) => JSON.parse(text) as { id: string })
    harness.fake.store.companies.update(first?.id ?? '', { session_count: 4711 }, { touch: false })
    const result = await harness.copy('companies')
    expect(result.counts).toMatchObject({ inserted: 0, updated: 1 })
    expect(result.notes.join(' ')).toContain('All companies are read')
    expect(await harness.differencesOf('companies')).toEqual([])
  })
})

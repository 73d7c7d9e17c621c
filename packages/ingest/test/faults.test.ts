import type { Fault } from '@ingestr/fake-intercom'
import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startCopy } from './copy-harness.ts'
import { readTable } from './table-truth.ts'

const counts = { contacts: 600, companies: 350, conversations: 320, articles: 130 }

/** Faults that pass: the run waits them out, and nothing is lost. */
const passing: readonly Fault[] = [
  { kind: 'status', status: 429 },
  { kind: 'status', status: 429, retryAfterSeconds: 3 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 504 },
  { kind: 'status', status: 408 },
  { kind: 'status', status: 500 },
  { kind: 'reset' },
  { kind: 'cut-body' },
  { kind: 'empty-body' },
  { kind: 'not-json' },
  { kind: 'without-data' },
]

describe.each(['contacts', 'companies', 'conversations', 'articles', 'tags'] as const)('a copy of %s', (table) => {
  it.each(passing)('is complete although a request met $kind $status', async (fault) => {
    await using harness = await startCopy({ counts })
    harness.fake.failNext({ path: pathOf[table], skip: table === 'tags' ? 0 : 1, times: 1, fault })
    const result = await harness.copy(table)
    expect(result.status).toBe('succeeded')
    expect(await harness.differencesOf(table)).toEqual([])
  })
})

const pathOf = {
  contacts: '/contacts/search',
  companies: '/companies/scroll',
  conversations: '/conversations/search',
  articles: '/articles',
  tags: '/tags',
}

describe('a source that stays broken', () => {
  it('is an error that can be retried; what came before is kept, and the next run goes on from there', async () => {
    await using harness = await startCopy({ counts })
    harness.fake.failNext({ path: '/contacts/search', skip: 2, times: 1000, fault: { kind: 'status', status: 503 } })
    const error = await rejectionOf(harness.copy('contacts'))
    expect(error).toMatchObject({ code: 'REQUEST_FAILED', isRetryable: true })
    harness.fake.clearFaults()
    const result = await harness.copy('contacts')
    expect(result.counts.received).toBeLessThan(600)
    expect(await harness.differencesOf('contacts')).toEqual([])
  })

  it('never takes a page without records, or a cursor that loops, for the end', async () => {
    for (const kind of ['looping-cursor', 'without-data'] as const) {
      await using harness = await startCopy({ counts })
      harness.fake.failNext({ path: '/contacts/search', skip: 1, times: 1000, fault: { kind } })
      expect((await rejectionOf(harness.copy('contacts'))).code).toBe('INVALID_RESPONSE')
    }
  })

  it('walks a partition again from its start when its cursor is refused', async () => {
    await using harness = await startCopy({ counts })
    harness.fake.failNext({ path: '/contacts/search', skip: 2, times: 1000, fault: { kind: 'status', status: 503 } })
    await rejectionOf(harness.copy('contacts'))
    harness.fake.clearFaults()
    harness.fake.failNext({ path: '/contacts/search', times: 1, fault: { kind: 'refused-cursor' } })
    await harness.copy('contacts')
    expect(await harness.differencesOf('contacts')).toEqual([])
  })
})

describe('a scroll', () => {
  it('waits while another one is open, then goes on', async () => {
    await using harness = await startCopy({ counts })
    await fetch(`${harness.fake.url}/companies/scroll`, { headers: { authorization: `Bearer ${harness.fake.token}` } })
    await harness.copy('companies')
    expect(harness.clock.sleeps.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThanOrEqual(30_000)
    expect(await harness.differencesOf('companies')).toEqual([])
  })

  it('gives up after ten minutes with the way out', async () => {
    await using harness = await startCopy({ counts })
    harness.fake.failNext({
      path: '/companies/scroll',
      times: 1000,
      fault: { kind: 'status', status: 400, code: 'scroll_exists' },
    })
    const started = harness.clock.now()
    const error = await rejectionOf(harness.copy('companies'))
    expect(error).toMatchObject({ code: 'SCROLL_BUSY', isRetryable: true })
    expect(harness.clock.now() - started).toBeLessThanOrEqual(11 * 60_000)
  })

  it('starts again when it dies half way, and no row is there twice', async () => {
    for (const status of [404, 500] as const) {
      await using harness = await startCopy({ counts })
      harness.fake.failNext({
        path: '/companies/scroll',
        skip: 2,
        times: status === 500 ? 2 : 1,
        fault: { kind: 'status', status },
      })
      await harness.copy('companies')
      expect(await harness.differencesOf('companies')).toEqual([])
    }
  })
})

describe('articles that change while they are read', () => {
  it('are all there after the run', async () => {
    await using harness = await startCopy({ counts: { articles: 260 } })
    const { store } = harness.fake
    const deleted = new Set<string>()
    let count = 0
    harness.fake.onRequest((request) => {
      if (request.path !== '/articles' || (count += 1) > 14) return
      const ids = store.articles.list().map((each) => String(each['id']))
      store.articles.update(ids[(count * 37) % ids.length] ?? '', { title: `edited during request ${count}` })
      const gone = ids[(count * 53) % ids.length] ?? ''
      if (count % 2 === 0 && store.articles.delete(gone)) deleted.add(gone)
    })
    await harness.copy('articles')
    harness.clock.advance(60_000)
    await harness.copy('articles')
    const stored = await readTable(harness.path, 'intercom', 'articles')
    const surplus = stored.rows.filter((row) => deleted.has(row['id'] ?? ''))
    expect(deleted.size).toBeGreaterThan(4)
    const missing = (await harness.differencesOf('articles')).filter((each) => !each.includes('rows for'))
    expect(stored.rows.length - surplus.length).toBe(harness.fake.truthJson('articles').length)
    expect(missing).toEqual([])
  })
})

describe('fewer records than the API counts', () => {
  it.each(['contacts', 'articles'] as const)('are told, when %s do not come twice', async (table) => {
    await using harness = await startCopy({ counts })
    harness.fake.failNext({ path: pathOf[table], times: 99, fault: { kind: 'lossy-page' } })
    const result = await harness.copy(table)
    expect(result.notes.join(' ')).toMatch(/counts \d+ records, but \d+ came/)
    expect(result.counts.apiCount).toBe(counts[table])
  })

  it.each(['contacts', 'articles'] as const)(
    'are read again, and all %s are there when they come then',
    async (table) => {
      await using harness = await startCopy({ counts })
      harness.fake.failNext({ path: pathOf[table], times: 1, fault: { kind: 'lossy-page' } })
      const result = await harness.copy(table)
      expect(result.notes).toEqual([])
      expect(await harness.differencesOf(table)).toEqual([])
    },
  )
})

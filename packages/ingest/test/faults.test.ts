import type { Fault } from '@ingestr/fake-intercom'
import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startCopy } from './copy-harness.ts'

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

const ways = ['contacts', 'companies', 'conversations', 'articles', 'tags'] as const

describe.each(passing)('a request that meets $kind $status', (fault) => {
  it('costs no record of contacts, nor of the others that are paged in other ways', async () => {
    await using harness = await startCopy({ counts })
    for (const table of ways) {
      harness.fake.failNext({ path: pathOf[table], skip: table === 'tags' ? 0 : 1, times: 1, fault })
    }
    const { tables } = await harness.copyAll(ways)
    expect(tables.map(({ status }) => status)).toEqual(ways.map(() => 'succeeded'))
    // A scroll begins anew instead.
    const retried = tables.filter(({ counts: { retries } }) => retries > 0).map(({ table }) => table)
    expect(retried).toEqual(expect.arrayContaining(['contacts', 'conversations', 'articles', 'tags']))
    for (const table of ways) expect(await harness.differencesOf(table)).toEqual([])
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

  it('is left as it is: only a refused cursor is a reason to walk a partition again', async () => {
    await using harness = await startCopy({ counts })
    harness.fake.failNext({ path: '/contacts/search', skip: 2, times: 1000, fault: { kind: 'status', status: 503 } })
    const events: string[] = []
    await rejectionOf(harness.copy('contacts', { report: (event) => events.push(event.type) }))
    expect(events).toContain('request-retried')
    expect(events).not.toContain('partition-restarted')
  })

  it('in the middle of the articles costs none of them, although they have not changed for long', async () => {
    await using harness = await startCopy({ counts: { articles: 400 } })
    harness.fake.failNext({ path: '/articles', skip: 1, times: 1000, fault: { kind: 'status', status: 503 } })
    await rejectionOf(harness.copy('articles'))
    harness.fake.clearFaults()
    harness.clock.advance(3_600_000)
    await harness.copy('articles')
    expect(await harness.differencesOf('articles')).toEqual([])
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
    const events: string[] = []
    await harness.copy('contacts', { report: (event) => events.push(event.type) })
    expect(events.filter((type) => type === 'partition-restarted')).toEqual(['partition-restarted'])
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

describe('fewer records than the API counts', () => {
  it.each(['contacts', 'articles'] as const)('are told, when %s do not come twice', async (table) => {
    await using harness = await startCopy({ counts })
    harness.fake.failNext({ path: pathOf[table], times: 99, fault: { kind: 'lossy-page' } })
    const result = await harness.copy(table)
    expect(result.warnings.join(' ')).toMatch(new RegExp(`\\d+ of \\d+ ${table} that the source counts did not come`))
    expect(result.counts.apiCount).toBe(counts[table])
  })

  it.each(['contacts', 'articles'] as const)(
    'are read again, and all %s are there when they come then',
    async (table) => {
      await using harness = await startCopy({ counts })
      harness.fake.failNext({ path: pathOf[table], times: 1, fault: { kind: 'lossy-page' } })
      const result = await harness.copy(table)
      expect(result.warnings).toEqual([])
      expect(await harness.differencesOf(table)).toEqual([])
    },
  )
})

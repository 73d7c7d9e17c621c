import { describe, expect, it } from 'vitest'

import { openFakeWorkspace, recordsOf, truthOf } from './fake-workspace.ts'
import { rejectionOf } from '@ingestr-tooling/testing'
import { drain } from './drain.ts'

import type { Fault, PageFault } from '@ingestr/fake-intercom'

const everything = {
  query: { field: 'created_at', operator: '>', value: 0 },
  sort: { field: 'created_at', order: 'ascending' },
} as const

describe('a workspace', () => {
  it('is read whole, table by table', async () => {
    await using workspace = await openFakeWorkspace({ counts: { contacts: 700, companies: 320, articles: 310 } })
    const { client, fake } = workspace
    const { workspaceId, timezone } = await client.me()
    expect({ workspaceId, timezone }).toEqual({ workspaceId: 'fake1234', timezone: 'America/Los_Angeles' })

    expect(recordsOf(await drain(client.searchContacts(everything)))).toEqual(truthOf(fake, 'contacts'))
    expect(recordsOf(await drain(client.searchConversations(everything)))).toEqual(truthOf(fake, 'conversations'))
    expect(recordsOf(await drain(client.listArticles()))).toEqual(truthOf(fake, 'articles'))
    expect(recordsOf(await drain(client.scrollCompanies()))).toEqual(truthOf(fake, 'companies'))
    expect(recordsOf([await client.list('/tags')])).toEqual(truthOf(fake, 'tags'))
    expect(recordsOf([await client.list('/segments')])).toEqual(truthOf(fake, 'segments'))
    expect(recordsOf([await client.list('/admins')])).toEqual(truthOf(fake, 'admins'))
    expect(recordsOf([await client.list('/teams')])).toEqual(truthOf(fake, 'teams'))
    expect(recordsOf([await client.list('/data_attributes')])).toEqual(truthOf(fake, 'dataAttributes'))
    expect(recordsOf([await client.list('/conversations/attributes')])).toEqual(truthOf(fake, 'conversationAttributes'))
  })

  it.each(['url', 'object'] as const)(
    'gives articles whose next page is a %s of another host',
    async (articlesNext) => {
      const nextHost = 'https://api.elsewhere.invalid'
      await using workspace = await openFakeWorkspace({ counts: { articles: 400 }, articlesNext, nextHost })
      const articles = await drain(workspace.client.listArticles({ perPage: 60 }))
      expect(recordsOf(articles)).toEqual(truthOf(workspace.fake, 'articles'))
    },
  )

  it('has more companies than numbered pages can show', async () => {
    await using workspace = await openFakeWorkspace({ counts: { companies: 11_000 } })
    let count = 0
    for await (const page of workspace.client.scrollCompanies()) count += page.envelope.count
    expect(count).toBe(workspace.fake.truth('companies').length)
    expect(count).toBeGreaterThan(10_000)
  })

  it('is never asked for more than its rate limit', async () => {
    await using workspace = await openFakeWorkspace({ counts: { contacts: 120 }, rateLimit: { limit: 20 } })
    const { client, events, fake } = workspace
    expect(recordsOf(await drain(client.searchContacts({ ...everything, perPage: 1 })))).toEqual(
      truthOf(fake, 'contacts'),
    )
    expect(fake.requests.map((request) => request.status)).not.toContain(429)
    expect(events.some((event) => event.type === 'rate-limit-waited')).toBe(true)
  })
})

const faults: readonly Fault[] = [
  { kind: 'status', status: 408 },
  { kind: 'status', status: 429 },
  { kind: 'status', status: 429, retryAfterSeconds: 2 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 504 },
  { kind: 'reset' },
  { kind: 'cut-body' },
  { kind: 'stalled-body' },
  { kind: 'empty-body' },
  { kind: 'not-json' },
  { kind: 'without-data' },
]
const pageFaults: readonly Fault[] = (['short-page', 'empty-page', 'looping-cursor'] satisfies PageFault[]).map(
  (kind) => ({ kind }),
)
/** A body that stalls is waited for in real time. */
const impatient = { requestTimeoutMs: 400 }

describe('a fault', () => {
  it.each([...faults, { kind: 'without-pages' } as const, ...pageFaults])(
    'of the kind %o costs no record of a search',
    async (fault) => {
      await using workspace = await openFakeWorkspace({ counts: { contacts: 100 } }, impatient)
      const { client, fake } = workspace
      fake.failNext({ path: '/contacts/search', skip: 1, times: 2, fault })
      const pages = await drain(client.searchContacts({ ...everything, perPage: 30 }))
      expect(recordsOf(pages)).toEqual(truthOf(fake, 'contacts'))
    },
  )

  it.each([...faults, { kind: 'without-pages' } as const])('of the kind %o costs no article', async (fault) => {
    await using workspace = await openFakeWorkspace({ counts: { articles: 100 } }, impatient)
    workspace.fake.failNext({ path: '/articles', skip: 1, times: 2, fault })
    const pages = await drain(workspace.client.listArticles({ perPage: 30 }))
    expect(recordsOf(pages)).toEqual(truthOf(workspace.fake, 'articles'))
  })

  it.each(faults)('of the kind %o costs no company', async (fault) => {
    await using workspace = await openFakeWorkspace({ counts: { companies: 100 }, scrollPageSize: 20 }, impatient)
    workspace.fake.failNext({ path: '/companies/scroll', skip: 2, times: 2, fault })
    const pages = await drain(workspace.client.scrollCompanies())
    const lastAttempt = pages.at(-1)?.attempt
    const last = pages.filter((page) => page.attempt === lastAttempt)
    expect(recordsOf(last)).toEqual(truthOf(workspace.fake, 'companies'))
  })

  it('of a refused cursor is told apart', async () => {
    await using workspace = await openFakeWorkspace({ counts: { contacts: 100 } })
    workspace.fake.failNext({ path: '/contacts/search', skip: 1, fault: { kind: 'refused-cursor' } })
    const walk = drain(workspace.client.searchContacts({ ...everything, perPage: 30 }))
    expect((await rejectionOf(walk)).code).toBe('CURSOR_REFUSED')
  })

  it('of a scroll that expires while its pages are not taken costs no company', async () => {
    await using workspace = await openFakeWorkspace({ counts: { companies: 60 }, scrollPageSize: 20 })
    const ids = new Map<string | undefined, number>()
    for await (const page of workspace.client.scrollCompanies()) {
      for (const record of page.envelope.records) ids.set(record.id, page.attempt)
      if (page.attempt === 1) workspace.fake.advance(61_000)
    }
    expect(ids.size).toBe(workspace.fake.truth('companies').length)
    expect(new Set(ids.values())).toEqual(new Set([2]))
  })
})

import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock, rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { openSource, readAll } from './source-harness.ts'

describe('the identity', () => {
  it('names region and workspace', async () => {
    await using fake = await startFakeIntercom({ workspace: { id: 'eu55', region: 'EU' } })
    expect(await openSource(fake.url, fake.token).identify()).toBe('intercom:eu:eu55')
  })

  it('is asked for once', async () => {
    await using fake = await startFakeIntercom()
    const source = openSource(fake.url, fake.token)
    await source.identify()
    await source.plan({ table: 'tags' })
    expect(fake.requests.map((request) => request.path)).toEqual(['/me'])
  })

  it('is asked for again after it could not be told', async () => {
    await using fake = await startFakeIntercom({ workspace: { id: 'abc' } })
    fake.failNext({ path: '/me', fault: { kind: 'status', status: 401 } })
    const source = openSource(fake.url, fake.token)
    expect((await rejectionOf(source.identify())).code).toBe('UNAUTHORIZED')
    expect(await source.identify()).toBe('intercom:us:abc')
  })
})

describe('the cursor of a finished plan', () => {
  const skews = [
    ['ours runs ahead', 3 * 3_600_000],
    ['ours runs behind', -3 * 3_600_000],
  ] as const

  it.each(skews)('is by the earlier of the two clocks, when %s', async (_, aheadMs) => {
    const server = createManualClock()
    const ours = createManualClock(server.now() + aheadMs)
    await using fake = await startFakeIntercom({ clock: server, counts: { contacts: 3 } })
    const { checkpoint } = await readAll(openSource(fake.url, fake.token, { clock: ours }), { table: 'contacts' })
    const earlier = Math.min(server.now(), ours.now()) - 15 * 60_000
    expect(checkpoint['cursor']).toBeLessThanOrEqual(earlier)
    expect(checkpoint['cursor']).toBeGreaterThan(earlier - 5000)
  })

  it.each(skews)('is so too when all that was answered before is that we may not ask, and %s', async (_, aheadMs) => {
    const server = createManualClock()
    const ours = createManualClock(server.now() + aheadMs)
    await using fake = await startFakeIntercom({ clock: server, counts: { articles: 3 } })
    fake.failNext({ path: '/me', fault: { kind: 'status', status: 403 } })
    fake.failNext({ path: '/contacts/search', fault: { kind: 'status', status: 403 } })
    const { checkpoint } = await readAll(openSource(fake.url, fake.token, { clock: ours }), { table: 'articles' })
    const earlier = Math.min(server.now(), ours.now()) - 15 * 60_000
    expect(checkpoint['cursor']).toBeLessThanOrEqual(earlier)
    expect(checkpoint['cursor']).toBeGreaterThan(earlier - 5000)
  })
})

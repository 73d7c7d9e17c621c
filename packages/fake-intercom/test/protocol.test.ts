import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'
import { startFakeIntercom } from '../src/index.ts'
import { call } from './call.ts'

it('refuses a missing or a wrong token, and tells it nothing of the rate limit', async () => {
  await using fake = await startFakeIntercom({ token: 'right' })
  for (const authorization of ['', 'Bearer wrong', 'right']) {
    const { status, json, headers } = await call(fake, 'GET', '/me', { headers: { authorization } })
    expect(status).toBe(401)
    expect(json.errors).toEqual([{ code: 'unauthorized', message: 'Access Token Invalid' }])
    expect(headers.get('x-ratelimit-limit')).toBeNull()
  }
  expect((await call(fake, 'GET', '/me')).status).toBe(200)
})

it('tells its workspace', async () => {
  const workspace = { id: 'abc', name: 'Büro', region: 'EU', timezone: 'Europe/Berlin' } as const
  await using fake = await startFakeIntercom({ workspace })
  const { app } = (await call(fake, 'GET', '/me')).json
  expect(app).toMatchObject({ id_code: 'abc', name: 'Büro', region: 'EU', timezone: 'Europe/Berlin' })
})

describe('the version', () => {
  it('is 2.16 where none is asked for, and must be known', async () => {
    await using fake = await startFakeIntercom()
    const unasked = await fetch(`${fake.url}/tags`, { headers: { authorization: `Bearer ${fake.token}` } })
    expect(unasked.headers.get('intercom-version')).toBe('2.16')
    expect(await unasked.json()).toHaveProperty('data')
    const { status, json } = await call(fake, 'GET', '/tags', { headers: { 'intercom-version': '9.9' } })
    expect([status, json.errors[0].code]).toEqual([400, 'intercom_version_invalid'])
  })

  it('parts the attributes of conversations from the others from 2.16 on', async () => {
    await using fake = await startFakeIntercom()
    const asked = await call(fake, 'GET', '/data_attributes?model=conversation')
    expect([asked.status, asked.json.errors[0].code]).toEqual([422, 'parameter_invalid'])
    const older = { headers: { 'intercom-version': '2.15' } }
    const early = await call(fake, 'GET', '/conversations/attributes', older)
    expect([early.status, early.json.errors[0].code]).toEqual([400, 'intercom_version_invalid'])
  })

  it('2.17 searches contacts by the second', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 0 } })
    fake.store.contacts.create({ created_at: 1_700_000_001 })
    const body = { query: { field: 'created_at', operator: '>', value: 1_700_000_000 } }
    const count = async (version: string): Promise<number> =>
      (await call(fake, 'POST', '/contacts/search', { body, headers: { 'intercom-version': version } })).json
        .total_count
    expect([await count('2.16'), await count('2.17')]).toEqual([0, 1])
  })
})

describe('the rate limit', () => {
  it('counts down, refuses, and begins anew with the next window', async () => {
    const clock = createManualClock(Date.UTC(2026, 0, 1))
    await using fake = await startFakeIntercom({ clock, rateLimit: { limit: 3 } })
    clock.advance(4000)
    const statuses: unknown[] = []
    for (let request = 0; request < 4; request += 1) {
      const { status, headers } = await call(fake, 'GET', '/tags')
      statuses.push([status, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')])
      expect(headers.get('x-ratelimit-reset')).toBe(String(Date.UTC(2026, 0, 1) / 1000 + 10))
    }
    expect(statuses).toEqual([
      [200, '3', '2'],
      [200, '3', '1'],
      [200, '3', '0'],
      [429, '3', '0'],
    ])
    clock.advance(6000)
    expect((await call(fake, 'GET', '/tags')).status).toBe(200)
  })

  it('says how long to wait where that is asked for', async () => {
    const clock = createManualClock(Date.UTC(2026, 0, 1) + 3000)
    await using fake = await startFakeIntercom({
      clock,
      rateLimit: { limit: 1, windowMs: 5000, sendsRetryAfter: true },
    })
    await call(fake, 'GET', '/tags')
    const { status, json, headers } = await call(fake, 'GET', '/tags')
    expect([status, headers.get('retry-after')]).toEqual([429, '2'])
    expect(json.errors[0]).toEqual({ code: 'rate_limit_exceeded', message: 'Exceeded rate limit of 1 in 5_seconds' })
  })
})

it.each([
  ['GET', '/contacts/search'],
  ['POST', '/contacts'],
  ['GET', '/companies/list'],
  ['PUT', '/tags'],
  ['GET', '/nowhere'],
  ['GET', '/contacts/none'],
  ['GET', '/teams/none'],
])('answers %s %s with 404', async (method, path) => {
  await using fake = await startFakeIntercom({ counts: { contacts: 1 } })
  expect((await call(fake, method, path)).status).toBe(404)
})

it('gzips for those who accept it, unless it is told not to', async () => {
  const plain = { headers: { 'accept-encoding': 'identity' } }
  const zipped = { headers: { 'accept-encoding': 'br, gzip' } }
  await using fake = await startFakeIntercom()
  expect((await call(fake, 'GET', '/contacts', plain)).headers.get('content-encoding')).toBeNull()
  const { headers, json } = await call(fake, 'GET', '/contacts', zipped)
  expect(headers.get('content-encoding')).toBe('gzip')
  expect(json.data).toHaveLength(50)
  await using other = await startFakeIntercom({ compresses: false })
  expect((await call(other, 'GET', '/contacts', zipped)).headers.get('content-encoding')).toBeNull()
})

it('tells the time of its own clock', async () => {
  await using fake = await startFakeIntercom({ clock: createManualClock(Date.UTC(2026, 0, 1)) })
  fake.advance(90_000)
  expect(fake.now()).toBe(Date.UTC(2026, 0, 1, 0, 1, 30))
  const { headers } = await call(fake, 'GET', '/tags')
  expect(headers.get('date')).toBe('Thu, 01 Jan 2026 00:01:30 GMT')
})

it('logs what was asked and answered', async () => {
  await using fake = await startFakeIntercom({ clock: createManualClock(5000) })
  const body = { query: { field: 'role', operator: '=', value: 'user' } }
  await call(fake, 'POST', '/contacts/search?a=b', { body })
  expect(fake.requests).toEqual([
    { method: 'POST', path: '/contacts/search', query: { a: 'b' }, body, version: '2.16', at: 5000, status: 200 },
  ])
  fake.resetRequests()
  expect(fake.requests).toEqual([])
})

it('shows what a listener did before the answer, until the listener is taken off', async () => {
  await using fake = await startFakeIntercom({ counts: { tags: 0 } })
  const stop = fake.onRequest(async ({ path }) => {
    await Promise.resolve()
    fake.store.tags.create({ name: path })
  })
  expect((await call(fake, 'GET', '/tags')).json.data).toMatchObject([{ name: '/tags' }])
  stop()
  expect((await call(fake, 'GET', '/tags')).json.data).toHaveLength(1)
})

it('asks its latency for every request', async () => {
  const asked: string[] = []
  const latencyMs = ({ path }: { readonly path: string }): number => asked.push(path)
  await using fake = await startFakeIntercom({ latencyMs })
  await call(fake, 'GET', '/tags')
  await call(fake, 'GET', '/teams')
  expect(asked).toEqual(['/tags', '/teams'])
})

it('adds fields to the small tables only when asked', async () => {
  await using fake = await startFakeIntercom()
  const plain = await call(fake, 'GET', '/segments')
  expect(plain.json.segments[0]).not.toHaveProperty('count')
  const counted = await call(fake, 'GET', '/segments?include_count=true')
  expect(counted.json.segments).toEqual(fake.truth('segments', { include: ['include_count'] }))
  const { json } = await call(fake, 'GET', '/data_attributes?include_archived=true')
  expect(json.data.length).toBeGreaterThan(fake.truth('dataAttributes').length)
  const contacts = await call(fake, 'GET', '/data_attributes?model=contact')
  expect(new Set(contacts.json.data.map((attribute: { readonly model: string }) => attribute.model))).toEqual(
    new Set(['contact']),
  )
})

it('is named by a connection URI, and gone after disposal, twice too', async () => {
  const fake = await startFakeIntercom({ token: 'a+b=' })
  expect(fake.connectionUri()).toBe(`intercom://?access_token=a%2Bb%3D&base_url=${fake.url}`)
  expect(fake.connectionUri('eu')).toBe(`${fake.connectionUri()}&region=eu`)
  await fake[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
  await expect(fetch(fake.url)).rejects.toThrow('fetch failed')
})

it('closes what is still open when it is disposed', async () => {
  const fake = await startFakeIntercom()
  fake.failNext({ fault: { kind: 'stalled-body' } })
  const response = await fetch(`${fake.url}/tags`, { headers: { authorization: `Bearer ${fake.token}` } })
  await fake[Symbol.asyncDispose]()
  await expect(response.text()).rejects.toThrow('terminated')
})

it('tells what a listener did wrong', async () => {
  await using fake = await startFakeIntercom()
  fake.onRequest(() => fake.store.tags.update('none', {}))
  const { status, json } = await call(fake, 'GET', '/tags')
  expect([status, json.errors[0].code]).toEqual([500, 'fake_failure'])
  expect(json.errors[0].message).toContain('There is no record with the id none')
})

it('refuses a timezone that is none', async () => {
  await expect(startFakeIntercom({ workspace: { timezone: 'Mars/Base' } })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
  })
})

import { inspect } from 'node:util'

import { createIntercomClient, REGIONS } from '@ingestr/intercom-client'
import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { connect, token } from './connect.ts'
import { rejectionOf } from '@ingestr-tooling/testing'
import { drain } from './drain.ts'
import { allContacts, startSearchServer } from './search-server.ts'
import { startServer, type Answer } from './test-server.ts'

const errorList = (code: string, message: string): object => ({
  type: 'error.list',
  request_id: '000lr8ajoo9irbf28610',
  errors: [{ code, message }],
})

describe('a refused request', () => {
  it.each([
    [
      401,
      'UNAUTHORIZED',
      errorList('unauthorized', 'Access Token Invalid'),
      /region eu .*Access Token Invalid.*us or au needs/,
    ],
    [
      403,
      'FORBIDDEN',
      errorList('api_plan_restricted', 'Active subscription needed.'),
      /GET \/tags \(403 api_plan_restricted/,
    ],
    [
      403,
      'FORBIDDEN',
      errorList('forbidden', 'Not allowed'),
      /Give the app the scope "Read tags" in the Developer Hub/,
    ],
    [402, 'FORBIDDEN', {}, /GET \/tags \(402\)\. The plan of the workspace does not include it/],
    [404, 'REQUEST_REJECTED', errorList('not_found', 'Resource Not Found'), /404 not_found: "Resource Not Found"/],
    [410, 'REQUEST_REJECTED', errorList('contact_merged', 'gone'), /410 contact_merged/],
    [
      422,
      'REQUEST_REJECTED',
      errorList('parameter_invalid', 'model is\ninvalid'),
      /"model is invalid", request 000lr8/,
    ],
    [400, 'REQUEST_REJECTED', 'no JSON at all', /GET \/tags \(400\)/],
  ])('with status %i is %s, made once, and says what is missing', async (status, code, body, message) => {
    await using server = await startServer(() => ({ status, body }))
    await using connection = connect(server.url, { region: 'eu' })
    const error = await rejectionOf(connection.client.list('/tags'))
    expect(error).toMatchObject({ code, isRetryable: false })
    expect(error.message).toMatch(message)
    expect(server.requests).toHaveLength(1)
  })

  it('for want of a right does not stop other requests', async () => {
    await using server = await startServer(({ path }) => (path === '/me' ? { status: 403 } : { body: { data: [] } }))
    await using connection = connect(server.url)
    expect((await rejectionOf(connection.client.me())).code).toBe('FORBIDDEN')
    expect((await connection.client.list('/tags')).envelope.count).toBe(0)
  })

  it('with a redirect does not take the token to another host', async () => {
    await using other = await startServer(() => ({ body: { data: [] } }))
    await using server = await startServer(() => ({ status: 307, headers: { location: `${other.url}/tags` } }))
    await using connection = connect(server.url)
    const error = await rejectionOf(connection.client.list('/tags'))
    expect(error.code).toBe('REQUEST_REJECTED')
    expect(error.message).toContain('redirect')
    expect(other.requests).toEqual([])
  })
})

describe('the token', () => {
  const echoed = errorList(token, `no such token: ${token} (${token})`)
  it.each<[string, Answer]>([
    ['success', { body: { data: [], pages: {} } }],
    ['status 401 that echoes it', { status: 401, body: echoed }],
    ['status 403 that echoes it', { status: 403, body: echoed }],
    ['status 400 that echoes it', { status: 400, body: echoed }],
    ['status 500 that echoes it', { status: 500, body: echoed }],
    ['a redirect that echoes it', { status: 302, headers: { location: `https://elsewhere.invalid/${token}` } }],
    ['a body that is not JSON', { body: token }],
    ['a cut body', { body: { data: token }, break: 'in-body' }],
    ['an encoding nobody asked for', { body: 'x', headers: { 'content-encoding': token } }],
    ['a lost connection', { break: 'before-headers' }],
    ['silence', { break: 'silent' }],
  ])('is in no event and no error after %s', async (_name, answer) => {
    await using server = await startServer(() => answer)
    await using connection = connect(server.url, { requestTimeoutMs: 40, maxAttempts: 2 })
    const outcomes = await Promise.allSettled([
      connection.client.me(),
      drain(connection.client.searchContacts({ ...allContacts, startingAfter: 'x' })),
      drain(connection.client.scrollCompanies()),
      drain(connection.client.listArticles()),
    ])
    const errors = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : undefined))
    const output = inspect(
      { errors, events: connection.events },
      { depth: 20, showHidden: true, maxStringLength: null },
    )
    expect(connection.events.length).toBeGreaterThan(0)
    expect(output).not.toContain(token)
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${token}`)
  })

  it.each(['', ' dG9r', 'dG9r\n', 'dG9r OjE', 'töken'])('is refused, unseen, when it is %j', (accessToken) => {
    expect(() => connect('http://127.0.0.1:1', { accessToken })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: expect.not.stringContaining('dG9r') }),
    )
  })
})

describe('options', () => {
  const surroundings = { accessToken: token, clock: createManualClock(), random: () => 0 }

  it.each([
    [{ baseUrl: 'api.intercom.io' }, /begin with `https:/],
    [{ baseUrl: 'ftp://host' }, /begin with `https:/],
    [{ baseUrl: `https://user:${token}@host` }, /no user/],
    [{ baseUrl: `https://host/?token=${token}` }, /no user/],
    [{ apiVersion: '2.16\r\nx: y' }, /must look like `2\.16`/],
    [{ rateLimitReserve: 1 }, /`rateLimitReserve` must be between 0 and 0\.99, and is 1/],
    [{ maxAttempts: 0 }, /`maxAttempts`/],
    [{ requestTimeoutMs: Number.NaN }, /`requestTimeoutMs`/],
  ])('such as %j are refused before anything is sent', (options, message) => {
    const create = (): unknown => createIntercomClient({ ...surroundings, ...options })
    expect(create).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringMatching(message) }))
    expect(create).not.toThrow(token)
  })

  it.each([0, 2.5, Number.NaN])('of a page must be whole numbers, not %d', async (number) => {
    await using connection = connect('http://127.0.0.1:1')
    const { client } = connection
    const code = 'INVALID_OPTION'
    expect(await rejectionOf(drain(client.listArticles({ page: number })))).toMatchObject({ code })
    expect(await rejectionOf(drain(client.listArticles({ perPage: number })))).toMatchObject({ code })
    expect(await rejectionOf(drain(client.searchContacts({ ...allContacts, perPage: number })))).toMatchObject({ code })
    expect(connection.events).toEqual([])
  })

  it('choose the host of a region', () => {
    const hosts = REGIONS.map((region) => createIntercomClient({ ...surroundings, region }).host)
    expect(hosts).toEqual(['api.intercom.io', 'api.eu.intercom.io', 'api.au.intercom.io'])
    expect(createIntercomClient(surroundings).host).toBe('api.intercom.io')
  })

  it('may take the token over a network in clear text, which is reported', () => {
    const events: unknown[] = []
    const report = (event: unknown): number => events.push(event)
    createIntercomClient({ ...surroundings, report, baseUrl: 'http://proxy.internal:8080/' })
    createIntercomClient({ ...surroundings, report, baseUrl: 'http://127.0.0.1:8080' })
    expect(events).toEqual([{ type: 'token-exposed', host: 'proxy.internal:8080' }])
  })

  it('of a base URL may hold a path and end with a slash', async () => {
    await using server = await startSearchServer(1)
    await using connection = connect(`${server.url}/intercom/`)
    await drain(connection.client.searchContacts(allContacts))
    expect(server.requests[0]?.path).toBe('/intercom/contacts/search')
  })
})

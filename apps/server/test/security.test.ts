import { existsSync, symlinkSync, mkdirSync, statSync, readdirSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'

import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock, createTemporaryDirectory } from '@ingestr-tooling/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startServer } from '../src/start-server.ts'
import { makeSync } from './harness/setting.ts'
import { built, callApi, password, serverOptions, startTestServer, type TestServer } from './harness/test-server.ts'

/** A request as nobody's client would send it: any path, any Host. */
async function raw(
  url: string,
  options: {
    readonly method?: string
    readonly path: string
    readonly headers?: Record<string, string>
    readonly body?: string
  },
): Promise<{ readonly status: number; readonly text: string; readonly headers: NodeJS.Dict<string | string[]> }> {
  const { hostname, port } = new URL(url)
  return await new Promise((resolve, reject) => {
    const { method = 'GET', path, headers = {}, body } = options
    const sent = request({ hostname, port, method, path, headers: { connection: 'close', ...headers } }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

let folder: Awaited<ReturnType<typeof createTemporaryDirectory>>
let server: TestServer

beforeAll(async () => {
  folder = await createTemporaryDirectory()
  server = await startTestServer(folder.path)
})
afterAll(async () => {
  await server.close()
  await folder[Symbol.asyncDispose]()
})

describe('whoever is not logged in', () => {
  it('gets nothing but 401 and 404, whatever the path', async () => {
    const word = fc.constantFrom(
      'api',
      'v1',
      'runs',
      'syncs',
      'connections',
      'login',
      'setup',
      'livez',
      'readyz',
      'metrics',
      'assets',
      'run.js',
      'style.css',
      '..',
      '.',
      '',
      '%2e%2e',
      '%2f',
      'configs',
      'health',
      'ready',
      'a;b',
      '*',
      '\\',
      'login.json',
      'LOGIN',
    )
    const path = fc
      .array(
        fc.oneof(
          word,
          fc.webPath({ size: 'small' }).map((each) => each.slice(1)),
        ),
        { minLength: 1, maxLength: 6 },
      )
      .map((parts) => `/${parts.join('/')}`)
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')
    const open = new Set([
      'GET /livez',
      'GET /readyz',
      'GET /login',
      'GET /setup',
      'POST /login',
      'POST /setup',
      'GET /assets/run.js',
      'GET /assets/style.css',
      'GET /assets/icon.svg',
    ])
    await fc.assert(
      fc.asyncProperty(method, path, async (verb, asked) => {
        const { pathname, origin } = new URL(asked, server.url)
        // What a URL takes for another host is no path; it is refused before anything looks at it.
        fc.pre(origin === server.url)
        fc.pre(!open.has(`${verb} ${pathname}`))
        const { status } = await raw(server.url, {
          method: verb,
          path: asked,
          headers: { host: new URL(server.url).host },
        })
        expect([401, 404], `${verb} ${asked}: ${status}`).toContain(status)
      }),
      { numRuns: 500 },
    )
  })

  it.each(['/livez', '/readyz'])('learns from %s that it is well, and no more', async (path) => {
    const answer = await fetch(`${server.url}${path}`)
    expect([answer.status, await answer.text()]).toEqual([200, 'ok\n'])
    for (const near of [`${path}/`, `/x${path}`, `/api${path}`, `${path}.json`, path.toUpperCase()]) {
      expect((await fetch(`${server.url}${near}`)).status).toBe(401)
    }
  })

  it('sees a page to log in, with 401, and comes to where it was going', async () => {
    const answer = await fetch(`${server.url}/syncs/sync_x?a=b`, { headers: { accept: 'text/html' } })
    expect(answer.status).toBe(401)
    expect(await answer.text()).toContain('value="/syncs/sync_x?a=b"')
    const body = new URLSearchParams({ password, next: '/runs?status=failed' })
    const entered = await fetch(`${server.url}/login`, { method: 'POST', body, redirect: 'manual' })
    expect(entered.headers.get('location')).toBe('/runs?status=failed')
  })

  it.each(['//evil.example/', '/\\evil.example', 'https://evil.example/', '/a\r\nb', 'javascript:alert(1)'])(
    'is sent nowhere else after the login: %j',
    async (next) => {
      const body = new URLSearchParams({ password, next })
      const entered = await fetch(`${server.url}/login`, { method: 'POST', body, redirect: 'manual' })
      expect(entered.headers.get('location')).toBe('/')
    },
  )
})

describe('a request', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1.nip.io', 'localhost:1'])(
    'for the host %j is refused, whoever asks',
    async (host) => {
      const headers = { host, authorization: `Bearer ${server.key}` }
      const { status } = await raw(server.url, { path: '/api/v1/syncs', headers })
      expect([421, 400]).toContain(status)
    },
  )

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['no origin that can be named', { origin: 'null' }],
    ['the same host on another port', { origin: 'http://127.0.0.1:1' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour', { 'sec-fetch-site': 'same-site' }],
  ])('that changes something and comes from %s is refused', async (_, headers) => {
    const body = new URLSearchParams({ name: 'x', scope: 'read' })
    const answer = await fetch(`${server.url}/settings/keys`, {
      method: 'POST',
      body,
      headers: { cookie: server.cookie, ...headers },
    })
    expect(answer.status).toBe(403)
    const login = await fetch(`${server.url}/login`, {
      method: 'POST',
      body: new URLSearchParams({ password }),
      headers,
    })
    expect(login.status).toBe(403)
  })

  it('of a form without its token, or with that of another session, changes nothing', async () => {
    for (const formToken of ['', 'x', 'A'.repeat(43)]) {
      const body = new URLSearchParams({ formToken, name: 'x', scope: 'admin' })
      const answer = await fetch(`${server.url}/settings/keys`, {
        method: 'POST',
        body,
        headers: { cookie: server.cookie },
      })
      expect(answer.status).toBe(403)
    }
    const { body } = await server.api('GET', '/api/v1/keys')
    expect(body.keys.map(({ name }: { name: string }) => name)).toEqual(['test'])
  })

  it.each([
    ['POST', '/api/v1/keys', 'text/plain'],
    ['POST', '/api/v1/keys', 'application/json\ta'],
    ['POST', '/api/v1/keys', 'application/json, text/plain'],
    ['POST', '/api/v1/keys', 'application/x-www-form-urlencoded'],
    ['POST', '/api/v1/keys', 'multipart/form-data; boundary=x'],
    ['POST', '/settings/keys', 'application/json'],
    ['POST', '/settings/keys', 'multipart/form-data; boundary=x'],
  ])('%s %s of the type %j is refused', async (method, path, type) => {
    const headers = {
      host: new URL(server.url).host,
      authorization: `Bearer ${server.key}`,
      'content-type': type,
      'content-length': '2',
    }
    expect((await raw(server.url, { method, path, headers, body: '{}' })).status).toBe(400)
  })

  it('of more than 256 kB is refused', async () => {
    const { status } = await server.api('POST', '/api/v1/keys', { name: 'x'.repeat(300_000), scope: 'read' })
    expect(status).toBe(400)
  })

  it('is answered with a strict policy, and is not to be kept', async () => {
    for (const path of ['/', '/api/v1/syncs', '/login', '/nowhere', '/livez']) {
      const { headers } = await server.page(path)
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })
})

describe('a key', () => {
  it.each([
    ['read', { read: 200, run: 403, admin: 403 }],
    ['run', { read: 200, run: 404, admin: 403 }],
    ['admin', { read: 200, run: 404, admin: 201 }],
  ] as const)('with the scope %s may do what it covers', async (scope, expected) => {
    const { body } = await server.api('POST', '/api/v1/keys', { name: `a ${scope}`, scope })
    const ask = async (method: string, path: string, sent?: object): Promise<number> =>
      (await callApi(server.url, body.key, method, path, sent)).status
    expect({
      read: await ask('GET', '/api/v1/syncs'),
      run: await ask('POST', '/api/v1/syncs/sync_none/runs', {}),
      admin: await ask('POST', '/api/v1/keys', { name: 'more', scope: 'read' }),
    }).toEqual(expected)
    expect(await ask('GET', '/metrics')).toBe(200)
    await server.api('DELETE', `/api/v1/keys/${body.id}`)
    expect(await ask('GET', '/api/v1/syncs')).toBe(401)
  })

  it('is shown once, and stored as a digest', async () => {
    const { body } = await server.api('POST', '/api/v1/keys', { name: 'once', scope: 'read' })
    const { body: list } = await server.api('GET', '/api/v1/keys')
    expect(JSON.stringify(list)).not.toContain(body.key)
    expect(JSON.stringify(list)).not.toContain(body.key.slice(-20))
    await server.api('DELETE', `/api/v1/keys/${body.id}`)
  })
})

describe('guessing', () => {
  it('a password or a key ends after five tries, for a minute', async () => {
    await using own = await createTemporaryDirectory()
    const clock = createManualClock(Date.UTC(2026, 10, 30))
    await using guarded = await startTestServer(own.path, {}, { clock })
    const guess = async (text: string): Promise<Response> =>
      await fetch(`${guarded.url}/login`, {
        method: 'POST',
        body: new URLSearchParams({ password: text }),
        redirect: 'manual',
      })
    for (let count = 0; count < 5; count += 1) expect((await guess(`wrong ${count}`)).status).toBe(401)
    expect((await guess('wrong again')).status).toBe(429)
    expect((await guess(password)).status).toBe(429)
    const key = await callApi(guarded.url, guarded.key, 'GET', '/api/v1/syncs')
    expect(key.status).toBe(429)
    expect(Number(key.headers.get('retry-after'))).toBeGreaterThan(0)
    // Who is logged in already is not locked out by those who guess.
    expect((await guarded.page('/')).status).toBe(200)
    clock.advance(61_000)
    expect((await guess(password)).status).toBe(303)
  })

  it('the setup secret ends so too; it is good once, and for an hour', async () => {
    await using own = await createTemporaryDirectory()
    const clock = createManualClock(Date.UTC(2026, 10, 30))
    const fresh = await startServer(serverOptions(own.path), { built, clock, tell: () => undefined })
    const setUp = async (secret: string): Promise<number> =>
      (
        await fetch(`${fresh.url}/setup`, {
          method: 'POST',
          body: new URLSearchParams({ secret, password }),
          redirect: 'manual',
        })
      ).status
    try {
      for (let count = 0; count < 5; count += 1) expect(await setUp('wrong')).toBe(401)
      expect(await setUp(fresh.setupSecret ?? '')).toBe(429)
      clock.advance(61_000)
      const short = new URLSearchParams({ secret: fresh.setupSecret ?? '', password: 'short' })
      expect((await fetch(`${fresh.url}/setup`, { method: 'POST', body: short })).status).toBe(422)
      clock.advance(3_600_000)
      expect(await setUp(fresh.setupSecret ?? '')).toBe(401)
    } finally {
      await fresh.close()
    }
    const next = await startServer(serverOptions(own.path), { built, tell: () => undefined })
    try {
      expect(next.setupSecret).not.toBe(fresh.setupSecret)
      const body = new URLSearchParams({ secret: next.setupSecret ?? '', password })
      const entered = await fetch(`${next.url}/setup`, { method: 'POST', body, redirect: 'manual' })
      expect(entered.status).toBe(303)
      expect(entered.headers.get('set-cookie')).toMatch(/^ingestr=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
      expect((await fetch(`${next.url}/setup`, { method: 'POST', body, redirect: 'manual' })).status).toBe(401)
    } finally {
      await next.close()
    }
  })
})

describe('a session', () => {
  it('ends with the logout, when idle, and with a new password', async () => {
    await using own = await createTemporaryDirectory()
    const clock = createManualClock(Date.UTC(2026, 10, 30))
    await using guarded = await startTestServer(own.path, {}, { clock })
    expect((await guarded.page('/')).status).toBe(200)
    clock.advance(13 * 3_600_000)
    expect((await guarded.page('/')).status).toBe(401)
    await using again = await startAgain(guarded)
    const changed = await again.post('/settings/password', { current: password, password: 'another long password' })
    expect(changed.status).toBe(303)
    expect((await again.page('/')).status).toBe(401)
  })

  it('has a cookie that only TLS carries, where a proxy speaks it', async () => {
    await using own = await createTemporaryDirectory()
    const publicUrl = new URL('https://ingestr.example.com')
    const proxied = await startServer(serverOptions(own.path, { publicUrl }), { built, tell: () => undefined })
    try {
      const body = new URLSearchParams({ secret: proxied.setupSecret ?? '', password }).toString()
      const headers = {
        host: 'ingestr.example.com',
        origin: 'https://ingestr.example.com',
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(body.length),
      }
      const { status, headers: answered } = await raw(proxied.url, { method: 'POST', path: '/setup', headers, body })
      expect(status).toBe(303)
      expect(String(answered['set-cookie'])).toMatch(
        /^__Host-ingestr=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
      )
    } finally {
      await proxied.close()
    }
  })
})

/** Another login at the same server. */
async function startAgain(guarded: TestServer): Promise<TestServer> {
  const entered = await fetch(`${guarded.url}/login`, {
    method: 'POST',
    body: new URLSearchParams({ password }),
    redirect: 'manual',
  })
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const page = async (path: string): Promise<Response> =>
    await fetch(`${guarded.url}${path}`, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' })
  const formToken = /name="formToken" value="([^"]+)"/.exec(await (await page('/settings')).text())?.[1] ?? ''
  const post: TestServer['post'] = async (path, fields) =>
    await fetch(`${guarded.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ formToken, ...(fields as Record<string, string>) }),
      headers: { cookie },
      redirect: 'manual',
    })
  return { ...guarded, cookie, page, post, [Symbol.asyncDispose]: async () => undefined }
}

describe('a destination', () => {
  it.each([
    '../up',
    '/etc/passwd',
    'a/b',
    'A',
    '.hidden',
    'a.duckdb',
    'ingestr-server.sqlite',
    'a\u0000b',
    'a'.repeat(65),
    'duckdb:///x',
    '',
  ])('cannot be %j', async (destination) => {
    const { body } = await server.api('POST', '/api/v1/connections', {
      name: `for ${Math.random()}`,
      accessToken: 'x'.repeat(20),
    })
    const sync = { name: 'x', connectionId: body.id, tables: ['tags'], destination }
    const answer = await server.api('POST', '/api/v1/syncs', sync)
    expect([400, 422]).toContain(answer.status)
  })

  it('that is a link leads nowhere', async () => {
    await using own = await createTemporaryDirectory()
    await using fake = await startFakeIntercom()
    await using linked = await startTestServer(own.path, { allowedBaseUrls: [fake.url] })
    const { syncId } = await makeSync(linked, fake)
    mkdirSync(join(own.path, 'databases'))
    symlinkSync(join(own.path, 'elsewhere.duckdb'), join(own.path, 'databases', 'warehouse.duckdb'))
    const { body } = await linked.api('GET', `/api/v1/syncs/${syncId}/tables/tags/rows`)
    expect(body).toMatchObject({ code: 'UNKNOWN_DESTINATION' })
    expect(existsSync(join(own.path, 'elsewhere.duckdb'))).toBe(false)
  })
})

describe('a connection', () => {
  it('loses its token where its host changes, and keeps it where only its name does', async () => {
    const given = { name: 'moving', accessToken: 'dG9rOm1vdmluZw==', region: 'us' }
    const { body: made } = await server.api('POST', '/api/v1/connections', given)
    const path = `/api/v1/connections/${made.id}`
    expect(made.accessToken).toMatchObject({ isSet: true, lastFour: 'Zw==' })
    expect((await server.api('PATCH', path, { name: 'moved' })).body.accessToken.isSet).toBe(true)
    expect((await server.api('PATCH', path, { region: 'eu' })).body.accessToken.isSet).toBe(false)
    expect(
      (await server.api('PATCH', path, { region: 'au', accessToken: 'dG9rOm1vdmluZw==' })).body.accessToken.isSet,
    ).toBe(true)
    expect((await server.api('POST', `${path}/check`)).status).not.toBe(200)
  })

  it.each(['https://evil.example', 'http://127.0.0.1:1', 'http://169.254.169.254/', 'file:///etc/passwd'])(
    'is sent to no address that the operator did not allow: %s',
    async (baseUrl) => {
      const answer = await server.api('POST', '/api/v1/connections', {
        name: 'x',
        accessToken: 'x'.repeat(20),
        baseUrl,
      })
      expect(answer).toMatchObject({ status: 422, body: { code: 'INVALID_ARGUMENT' } })
    },
  )
})

describe('the folder', () => {
  it('is its owner’s alone', () => {
    for (const name of readdirSync(folder.path).filter((each) => /^(key|ingestr-server\.sqlite)$/.test(each))) {
      expect(statSync(join(folder.path, name)).mode & 0o077, name).toBe(0)
    }
  })
})

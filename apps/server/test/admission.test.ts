import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { raw } from './harness/raw-request.ts'
import { password, serveAll, type TestServer } from './harness/test-server.ts'

let server: TestServer
serveAll((started) => (server = started))

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
    const seen = ['livez', 'readyz', 'login', 'setup', 'assets/run.js', 'assets/style.css', 'assets/icon.svg']
    const open = new Set([...seen.flatMap((each) => [`GET /${each}`, `HEAD /${each}`]), 'POST /login', 'POST /setup'])
    await fc.assert(
      fc.asyncProperty(method, path, async (verb, asked) => {
        fc.pre(URL.canParse(asked, server.url))
        const { pathname, origin } = new URL(asked, server.url)
        // What a URL takes for another host is no path; it is refused before anything looks at it.
        fc.pre(origin === server.url)
        fc.pre(!open.has(`${verb} ${pathname}`))
        const { status } = await raw(server.url, {
          method: verb,
          path: asked,
          headers: { host: new URL(server.url).host },
        })
        // A backslash is in no path; such a request is not read at all.
        const expected = asked.includes('\\') ? [400, 401, 404] : [401, 404]
        expect(expected, `${verb} ${asked}: ${status}`).toContain(status)
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

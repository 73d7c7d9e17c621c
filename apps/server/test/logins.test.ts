import { askServer, createManualClock, createTemporaryDirectory, enterServer } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startServer } from '../src/start-server.ts'
import { raw } from './harness/raw-request.ts'
import {
  browse,
  built,
  password,
  serverOptions,
  serveAll,
  startTestServer,
  type TestServer,
} from './harness/test-server.ts'

let server: TestServer
serveAll((started) => (server = started))

describe('a key', () => {
  it.each([
    ['read', { read: 200, run: 403, admin: 403 }],
    ['run', { read: 200, run: 404, admin: 403 }],
    ['admin', { read: 200, run: 404, admin: 201 }],
  ] as const)('with the scope %s may do what it covers', async (scope, expected) => {
    const { body } = await server.api('POST', '/api/v1/keys', { name: `a ${scope}`, scope })
    const ask = async (method: string, path: string, sent?: object): Promise<number> =>
      (await askServer({ url: server.url, key: body.key }, method, path, sent)).status
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
    const key = await askServer({ url: guarded.url, key: `${guarded.key}x` }, 'GET', '/api/v1/syncs')
    expect(key.status).toBe(429)
    expect(Number(key.headers.get('retry-after'))).toBeGreaterThan(0)
    // Who is logged in already, or has a key, is not locked out by those who guess.
    expect((await guarded.page('/')).status).toBe(200)
    expect((await askServer({ url: guarded.url, key: guarded.key }, 'GET', '/api/v1/syncs')).status).toBe(200)
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
      expect(entered.headers.get('set-cookie')).toMatch(/^ingestr-0=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
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
  const session = await enterServer(guarded.url, { password })
  return { ...guarded, ...browse(guarded.url, session), [Symbol.asyncDispose]: async () => undefined }
}

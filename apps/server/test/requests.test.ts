import { readdirSync, readFileSync } from 'node:fs'

import { askServer, enterServer } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createOwnHosts } from '../src/guard/hosts.ts'
import { raw } from './harness/raw-request.ts'
import { makeSync } from './harness/setting.ts'
import { password, serveAll, type TestServer } from './harness/test-server.ts'

const form = 'application/x-www-form-urlencoded'
let server: TestServer
serveAll((started) => (server = started))

async function keyNames(): Promise<readonly string[]> {
  const { body } = await server.api('GET', '/api/v1/keys')
  return body.keys.map(({ name }: { name: string }) => name)
}

/** Makes a key by a form, as a browser does. */
async function sendForm(cookie: string, formToken: string): Promise<number> {
  const body = new URLSearchParams({ formToken, name: 'of a form', scope: 'read' })
  return (await fetch(`${server.url}/settings/keys`, { method: 'POST', body, headers: { cookie } })).status
}

describe('the server’s own names', () => {
  const publicUrl = new URL('https://ingestr.example.com')

  it('are whole: nothing may stand before or after them', () => {
    const hosts = createOwnHosts({ address: '127.0.0.1', port: 8620, publicUrl })
    for (const host of ['127.0.0.1:8620', 'LOCALHOST:8620', '[::1]:8620', 'ingestr.example.com'])
      expect(hosts.isOwn(host), host).toBe(true)
    for (const host of ['127.0.0.1:86200', 'ingestr.example.com.evil.example', 'evilingestr.example.com', '', null])
      expect(hosts.isOwn(host), String(host)).toBe(false)
    expect(hosts.isOwnOrigin('https://ingestr.example.com')).toBe(true)
    for (const origin of [
      'https://ingestr.example.com.evil.example',
      'http://127.0.0.1:86200',
      'http://ingestr.example.com',
    ])
      expect(hosts.isOwnOrigin(origin), origin).toBe(false)
  })

  it('are that of its proxy, and those of this machine for probes, where it listens elsewhere than on loopback', () => {
    const hosts = createOwnHosts({ address: '0.0.0.0', port: 8620, publicUrl })
    for (const host of ['ingestr.example.com', '127.0.0.1:8620', 'localhost:8620'])
      expect(hosts.isOwn(host), host).toBe(true)
    for (const host of ['0.0.0.0:8620', '127.0.0.1', 'localhost:80']) expect(hosts.isOwn(host), host).toBe(false)
    for (const origin of ['http://127.0.0.1:8620', 'http://localhost:8620', 'http://ingestr.example.com'])
      expect(hosts.isOwnOrigin(origin), origin).toBe(false)
  })
})

describe('whoever is not logged in', () => {
  it('learns nothing from metrics, runs, or the description of the API', async () => {
    for (const path of ['/metrics', '/api/v1/runs', '/api/v1/openapi.json', '/settings', '/'])
      expect((await fetch(`${server.url}${path}`)).status, path).toBe(401)
  })
})

describe('a body', () => {
  const json = JSON.stringify({ name: 'smuggled', scope: 'admin' })

  it.each([
    ['', json],
    ['text/plain', json],
    ['text/plain; a=application/json', json],
    ['application/json; a=text/plain', json],
    ['application/json-seq', json],
    [form, 'name=smuggled&scope=admin'],
  ])('of the type %j makes nothing of the API', async (type, body) => {
    const headers = {
      host: new URL(server.url).host,
      authorization: `Bearer ${server.key}`,
      'content-length': String(body.length),
      ...(type === '' ? {} : { 'content-type': type }),
    }
    expect((await raw(server.url, { method: 'POST', path: '/api/v1/keys', headers, body })).status).toBe(400)
    expect(await keyNames()).not.toContain('smuggled')
  })

  it('that does not say how long it is is refused, whatever is in it', async () => {
    const headers = {
      host: new URL(server.url).host,
      authorization: `Bearer ${server.key}`,
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
    }
    expect((await raw(server.url, { method: 'POST', path: '/api/v1/keys', headers, body: json })).status).toBe(400)
    expect(await keyNames()).not.toContain('smuggled')
  })

  it('of more than 256 kB is refused for what it is, before it is looked into', async () => {
    const body = JSON.stringify({ name: 'large', scope: 'read' }) + ' '.repeat(300_000)
    const headers = { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' }
    const answer = await fetch(`${server.url}/api/v1/keys`, { method: 'POST', body, headers })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('at most')
    expect(await keyNames()).not.toContain('large')
  })
})

describe('a form', () => {
  it('is taken with the token of its own session, and with that of no other', async () => {
    const [one, other] = [await enterServer(server.url, { password }), await enterServer(server.url, { password })]
    expect(one.formToken).not.toBe(other.formToken)
    expect(await sendForm(one.cookie, other.formToken)).toBe(403)
    expect(await keyNames()).not.toContain('of a form')
    expect(await sendForm(one.cookie, one.formToken)).toBe(200)
  })

  it('of any page changes nothing without its token, whoever sends it', async () => {
    const { syncId } = await makeSync(server, { url: '', token: 'x'.repeat(20) })
    const pages = new URL('../src/pages/', import.meta.url)
    const paths = readdirSync(pages)
      .map((name) => readFileSync(new URL(name, pages), 'utf8'))
      .flatMap((text) => Array.from(text.matchAll(/\.post\('([^']+)'/g), ([, path = '']) => path))
      .filter((path) => path !== '/login' && path !== '/setup')
    expect(paths.length).toBeGreaterThan(15)
    for (const path of paths) {
      const url = `${server.url}${path.replace(':id', path.startsWith('/syncs') ? syncId : 'x')}`
      for (const who of [{ cookie: server.cookie }, { authorization: `Bearer ${server.key}` }]) {
        const headers = { ...who, 'content-type': form }
        expect((await fetch(url, { method: 'POST', headers, body: 'a=b', redirect: 'manual' })).status, path).toBe(403)
      }
    }
  })
})

describe('a key', () => {
  it.each(['read', 'run'] as const)('with the scope %s changes nothing but what that covers', async (scope) => {
    const { body: made } = await server.api('POST', '/api/v1/keys', { name: `only ${scope}`, scope })
    const { body: description } = await server.api('GET', '/api/v1/openapi.json')
    const covered = scope === 'read' ? [] : ['/syncs/x/runs', '/syncs/x/backfills', '/runs/x/cancel', '/runs/x/retry']
    const allowed = new Set<string>()
    for (const [template, methods] of Object.entries<object>(description.paths)) {
      for (const method of Object.keys(methods).filter((each) => each !== 'get')) {
        const path = template.replace('{id}', 'x')
        const { body } = await askServer({ url: server.url, key: made.key }, method.toUpperCase(), path)
        if (body.code !== 'SCOPE_MISSING') allowed.add(path)
        for (const odd of ['PUT', 'PATCH', 'DELETE'].filter((each) => !(each.toLowerCase() in methods)))
          expect((await askServer({ url: server.url, key: made.key }, odd, path)).body.code, `${odd} ${path}`).toBe(
            'SCOPE_MISSING',
          )
      }
    }
    expect([...allowed].toSorted()).toEqual(covered.map((path) => `/api/v1${path}`).toSorted())
    for (const path of ['/runs/x/cancel', '/connections/x/check', '/api/v1/runs/x/y/cancel']) {
      const headers = { authorization: `Bearer ${made.key}` }
      expect((await fetch(`${server.url}${path}`, { method: 'POST', headers })).status, path).toBe(403)
    }
  })
})

describe('the logout', () => {
  it('ends the session for whoever has its cookie', async () => {
    const { cookie, formToken } = await enterServer(server.url, { password })
    const look = async (): Promise<number> => (await fetch(`${server.url}/settings`, { headers: { cookie } })).status
    expect(await look()).toBe(200)
    const body = new URLSearchParams({ formToken })
    await fetch(`${server.url}/logout`, { method: 'POST', body, headers: { cookie }, redirect: 'manual' })
    expect(await look()).toBe(401)
    expect((await server.page('/settings')).status).toBe(200)
  })
})

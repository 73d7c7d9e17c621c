import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createOwnHosts } from '../src/guard/hosts.ts'
import { readOptions } from '../src/read-options.ts'
import { raw } from './harness/raw-request.ts'
import { bin, startTestServer } from './harness/test-server.ts'

describe('the names that the server answers to', () => {
  it.each(['127.0.0.1', '127.0.0.2', '::1', 'localhost'])('have the address in them that it prints: %s', (address) => {
    const hosts = createOwnHosts({ address, port: 8620, publicUrl: undefined })
    const host = `${address.includes(':') ? `[${address}]` : address}:8620`
    expect(hosts.isOwn(host)).toBe(true)
    expect(hosts.isOwnOrigin(`http://${host}`)).toBe(true)
  })

  it('are those of the proxy, and for a probe on the same machine those of loopback', () => {
    const hosts = createOwnHosts({ address: '0.0.0.0', port: 8620, publicUrl: new URL('https://ingestr.example.com') })
    expect(['ingestr.example.com', '127.0.0.1:8620', 'localhost:8620'].every((host) => hosts.isOwn(host))).toBe(true)
    expect(['0.0.0.0:8620', '192.168.1.5:8620', '127.0.0.1', 'evil.example'].some((host) => hosts.isOwn(host))).toBe(
      false,
    )
  })

  it('are no origins beyond loopback: pages are those of the proxy', () => {
    const hosts = createOwnHosts({ address: '0.0.0.0', port: 8620, publicUrl: new URL('https://ingestr.example.com') })
    expect(hosts.isOwnOrigin('https://ingestr.example.com')).toBe(true)
    expect(hosts.isOwnOrigin('http://127.0.0.1:8620')).toBe(false)
  })
})

describe('a server', () => {
  it('tells a probe that asks with HEAD what it tells one that asks with GET', async () => {
    await using folder = await createTemporaryDirectory()
    await using server = await startTestServer(folder.path)
    const { host } = new URL(server.url)
    for (const path of ['/livez', '/readyz', '/login']) {
      const [head, get] = await Promise.all(
        ['HEAD', 'GET'].map((method) => raw(server.url, { method, path, headers: { host } })),
      )
      expect(head).toMatchObject({ status: 200, text: '' })
      expect(get?.status).toBe(200)
    }
  })

  it.each([
    ['a path with a backslash', '/runs/\\x', 404, 'NOT_FOUND'],
    ['a host that is none', '/livez', 421, 'HOST_REFUSED'],
  ])('answers %s with a problem, guarded as all else', async (what, path, status, code) => {
    await using folder = await createTemporaryDirectory()
    await using server = await startTestServer(folder.path)
    const host = what.startsWith('a host') ? 'a@b' : new URL(server.url).host
    const { text, headers, ...answer } = await raw(server.url, { path, headers: { host } })
    expect([answer.status, JSON.parse(text).code]).toEqual([status, code])
    expect(headers['content-type']).toBe('application/problem+json')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
  })

  it('ends, and leaves the folder, where its port is taken', async () => {
    await using folder = await createTemporaryDirectory()
    await using other = await createTemporaryDirectory()
    await using server = await startTestServer(other.path)
    const start = async (port: string): Promise<readonly [code: unknown, told: string]> => {
      const child = spawn(process.execPath, [bin, '--data-dir', folder.path, '--port', port], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let told = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text))
      child.stdout.once('data', () => child.kill())
      const [code] = await once(child, 'close')
      return [code, told]
    }
    const [code, told] = await start(new URL(server.url).port)
    expect(code).toBe(1)
    expect(told).toContain('ADDRESS_UNUSABLE')
    await expect(start('0')).resolves.toEqual([0, ''])
  })
})

describe('an option', () => {
  it('that is empty is not given', () => {
    expect(readOptions({ dataDir: '', host: '', port: '' }, {})).toEqual(readOptions({}, {}))
  })

  it.each(['http://hooks.internal', 'hooks.internal/path', 'user@hooks.internal', 'two words'])(
    'for the host of a webhook is not %s',
    (host) => {
      expect(() => readOptions({ allowWebhookHost: [host] }, {})).toThrow(
        expect.objectContaining({ code: 'INVALID_USAGE', message: expect.stringContaining('--allow-webhook-host') }),
      )
    },
  )

  it.each(['hooks.internal', '10.0.0.5:8080', '[::1]:99'])('for the host of a webhook may be %s', (host) => {
    expect(readOptions({ allowWebhookHost: [host] }, {}).allowedWebhookHosts).toEqual([host])
  })
})

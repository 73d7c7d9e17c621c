import { brotliCompressSync, gzipSync } from 'node:zlib'

import { API_VERSION } from '@ingestr/intercom-client'
import { describe, expect, it } from 'vitest'

import packageJson from '../package.json' with { type: 'json' }
import { connect } from './connect.ts'
import { rejectionOf } from '@ingestr-tooling/testing'
import { startServer } from './test-server.ts'

const text = JSON.stringify({ data: [{ id: '1', name: 'Zoë 🦆'.repeat(500) }] })

describe('a request', () => {
  it('says who asks, which version it wants, and what it understands', async () => {
    await using server = await startServer(() => ({ body: text }))
    await using connection = connect(server.url)
    await connection.client.list('/tags')
    expect(server.requests[0]?.headers).toMatchObject({
      'intercom-version': API_VERSION,
      accept: 'application/json',
      'accept-encoding': 'gzip, br',
      'user-agent': `ingestr/${packageJson.version}`,
    })
  })

  it('may ask for another version of the API', async () => {
    await using server = await startServer(() => ({ body: text }))
    await using connection = connect(server.url, { apiVersion: '2.17' })
    await connection.client.list('/tags')
    expect(server.requests[0]?.headers['intercom-version']).toBe('2.17')
  })

  it('uses its connections again and again', async () => {
    await using server = await startServer(() => ({ body: text }))
    await using connection = connect(server.url)
    for (let count = 0; count < 20; count += 1) await connection.client.list('/tags')
    expect(new Set(server.requests.map((request) => request.port)).size).toBeLessThanOrEqual(2)
  })

  it('is reported with its outcome, also to whoever made it', async () => {
    const headers = { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '990' }
    await using server = await startServer(() => ({ body: text, headers }))
    await using connection = connect(server.url)
    const own: unknown[] = []
    await connection.client.list('/tags', {}, { report: (event) => own.push(event) })
    await connection.client.list('/teams').catch(() => undefined)
    const request = { method: 'GET', path: '/tags', status: 200, durationMs: 0, attempt: 1 }
    expect(own).toEqual([{ type: 'request-finished', ...request, limit: 1000, remaining: 990 }])
    expect(connection.client.rateLimit).toMatchObject({ limit: 1000, windowMs: 10_000, requestsPerSecond: 90 })
    expect(connection.events).toMatchObject([{ path: '/teams' }])
  })
})

describe('a body', () => {
  it.each([
    ['gzip', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
    ['identity', Buffer.from(text)],
  ])('compressed with %s is decompressed', async (encoding, body) => {
    await using server = await startServer(() => ({ body, headers: { 'content-encoding': encoding } }))
    await using connection = connect(server.url)
    expect(Buffer.from((await connection.client.list('/tags')).bytes).toString()).toBe(text)
  })

  it('that is cut within its compression is no body', async () => {
    const body = gzipSync(text).subarray(0, 40)
    await using server = await startServer(() => ({ body, headers: { 'content-encoding': 'gzip' } }))
    await using connection = connect(server.url)
    expect(await rejectionOf(connection.client.list('/tags'))).toMatchObject({
      code: 'INVALID_RESPONSE',
      isRetryable: true,
    })
  })
})

import { createHmac } from 'node:crypto'

import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock, createTemporaryDirectory, until } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createRedactor } from '../src/secrets/redactor.ts'
import { createVault } from '../src/secrets/vault.ts'
import { postWebhook } from '../src/webhooks/post-webhook.ts'
import { createWebhooks } from '../src/webhooks/webhooks.ts'
import { startReceiver } from './harness/receiver.ts'
import { makeSync } from './harness/setting.ts'
import { openTestStore } from './harness/store.ts'
import { startTestServer } from './harness/test-server.ts'
import { endOf } from './harness/wait.ts'

describe('a webhook', () => {
  it('is told, signed, of a run that failed for good, and of the first good one after; of nothing else', async () => {
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({ counts: { contacts: 50 } })
    await using receiver = await startReceiver()
    await using server = await startTestServer(folder.path, {
      allowedBaseUrls: [fake.url],
      allowedWebhookHosts: [receiver.host],
    })
    const { syncId } = await makeSync(server, fake, { tables: ['tags'] })
    const hook = await server.api('POST', '/api/v1/webhooks', { url: receiver.url })
    expect(hook.body.signingSecret).toMatch(/^whsec_/)
    const run = async (): Promise<string> => {
      const { body } = await server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
      await endOf(server, body.id)
      return body.id
    }
    await run()
    fake.failNext({ fault: { kind: 'status', status: 403 }, path: '/tags', times: 1 })
    const failed = await run()
    await until(() => receiver.told.length === 1)
    const good = await run()
    await until(() => receiver.told.length === 2)
    await run()
    const { body: list } = await server.api('GET', '/api/v1/webhooks')
    expect(list.webhooks[0].last).toMatchObject({ result: 'HTTP 204', attempts: 1 })
    expect(receiver.told).toHaveLength(2)
    expect(receiver.told.map(({ body }) => JSON.parse(body))).toMatchObject([
      { type: 'run.failed', data: { runId: failed, syncId, error: { code: 'FORBIDDEN' } } },
      { type: 'run.recovered', data: { runId: good, syncId, error: null } },
    ])
    const key = Buffer.from(hook.body.signingSecret.slice('whsec_'.length), 'base64')
    for (const { headers, body } of receiver.told) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
      expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
    }
  })

  it('is told again until it answers, with the same id, ever later, and then no more', async () => {
    const clock = createManualClock(Date.UTC(2026, 10, 30))
    await using store = await openTestStore(clock)
    await using receiver = await startReceiver((count) => (count < 3 ? 500 : 200))
    const { id } = await store.addSync()
    const queue = await store.nextQueue()
    const run = await queue.enqueue({ syncId: id, cause: 'manual', destination: 'warehouse', attempt: 1 })
    const sync = await store.database.selectFrom('sync').selectAll().executeTakeFirstOrThrow()
    const vault = createVault(Buffer.alloc(32, 1))
    const webhooks = createWebhooks({
      database: store.database,
      vault,
      redactor: createRedactor(),
      clock,
      allowedHosts: [receiver.host],
    })
    await webhooks.create(receiver.url)
    await webhooks.announce('run.failed', run, sync, { code: 'X', message: 'x', isRetryable: false })
    const waits: number[] = []
    for (let minute = 0; minute < 60; minute += 1) {
      const before = receiver.told.length
      await webhooks.deliver()
      if (receiver.told.length > before) waits.push(minute)
      clock.advance(60_000)
    }
    expect(waits).toEqual([0, 1, 2])
    expect(new Set(receiver.told.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  it('gives up on whoever never answers', async () => {
    const clock = createManualClock(Date.UTC(2026, 10, 30))
    await using store = await openTestStore(clock)
    await using receiver = await startReceiver(() => 500)
    const { id } = await store.addSync()
    const queue = await store.nextQueue()
    const run = await queue.enqueue({ syncId: id, cause: 'manual', destination: 'warehouse', attempt: 1 })
    const sync = await store.database.selectFrom('sync').selectAll().executeTakeFirstOrThrow()
    const webhooks = createWebhooks({
      database: store.database,
      vault: createVault(Buffer.alloc(32, 1)),
      redactor: createRedactor(),
      clock,
      allowedHosts: [receiver.host],
    })
    await webhooks.create(receiver.url)
    await webhooks.announce('run.recovered', run, sync)
    for (let hour = 0; hour < 48; hour += 1) {
      await webhooks.deliver()
      clock.advance(3_600_000)
    }
    expect(receiver.told.length).toBe(7)
  })

  it('follows no redirect', async () => {
    await using elsewhere = await startReceiver()
    await using receiver = await startReceiver(() => 307, elsewhere.url)
    const telling = {
      url: receiver.url,
      id: 'msg_1',
      body: '{}',
      secret: 'whsec_AAAA',
      at: 0,
      allowedHosts: [receiver.host],
    }
    expect(await postWebhook(telling)).toEqual({ isTaken: false, result: 'HTTP 307' })
    expect(elsewhere.told).toEqual([])
  })

  it.each([
    ['of this machine', ['127.0.0.1']],
    ['of a provider’s own services', ['169.254.169.254']],
    ['of the internet and of this network', ['93.184.216.34', '10.0.0.1']],
    ['of this machine, written as IPv6', ['::ffff:127.0.0.1']],
  ])('is not told where its name leads to an address %s', async (_, addresses) => {
    const lookUp = async (): Promise<ReadonlyArray<{ address: string; family: number }>> =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    const telling = {
      url: 'https://rebound.example/',
      id: 'msg_1',
      body: '{}',
      secret: 'whsec_AAAA',
      at: 0,
      allowedHosts: [],
    }
    expect(await postWebhook(telling, lookUp)).toEqual({
      isTaken: false,
      result: 'refused: the host is inside this network',
    })
  })
})

import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createRedactor } from '../src/secrets/redactor.ts'
import { createVault } from '../src/secrets/vault.ts'
import { postWebhook } from '../src/webhooks/post-webhook.ts'
import { createWebhooks } from '../src/webhooks/webhooks.ts'
import { startReceiver } from './harness/receiver.ts'
import { openTestStore } from './harness/store.ts'

const start = Date.UTC(2026, 10, 30)

async function prepare(host: string) {
  const clock = createManualClock(start)
  const store = await openTestStore(clock)
  const sync = await store.addSync()
  const queue = await store.nextQueue()
  const run = await queue.enqueue({ syncId: sync.id, cause: 'manual', destination: 'warehouse', attempt: 1 })
  const vault = createVault(Buffer.alloc(32, 1))
  const redactor = createRedactor()
  const webhooks = createWebhooks({ database: store.database, vault, redactor, clock, allowedHosts: [host] })
  const announce = async (): Promise<void> => await webhooks.announce('run.recovered', run, sync)
  return { clock, store, webhooks, announce }
}

describe('a telling', () => {
  it('that is not taken is made again after ten seconds, and then ever later, six times', async () => {
    await using receiver = await startReceiver(() => 500)
    const { clock, store, webhooks, announce } = await prepare(receiver.host)
    await using _own = store
    await webhooks.create(receiver.url)
    await announce()
    const times: number[] = []
    for (let step = 0; step < 700; step += 1) {
      const before = receiver.told.length
      await webhooks.deliver()
      if (receiver.told.length > before) times.push((clock.now() - start) / 1000)
      clock.advance(step < 24 ? 5000 : 60_000)
    }
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    expect(waits).toHaveLength(6)
    expect(waits[0]).toBe(10)
    expect(waits).toEqual(waits.toSorted((one, other) => one - other))
    expect(new Set(waits).size).toBe(6)
  })

  it('whose secret does not open holds up no other', async () => {
    await using receiver = await startReceiver()
    const { store, webhooks, announce } = await prepare(receiver.host)
    await using _own = store
    for (let count = 0; count < 12; count += 1) await webhooks.create(receiver.url)
    await store.database.updateTable('secret').set({ sealed: 'AAAA' }).execute()
    await announce()
    await webhooks.create(receiver.url)
    await announce()
    for (let count = 0; count < 3; count += 1) await webhooks.deliver()
    expect(receiver.told).toHaveLength(1)
    const results = (await webhooks.list()).map(({ last }) => last?.result)
    expect(results.filter((result) => result === 'SECRET_UNREADABLE')).toHaveLength(12)
  })

  it('that was taken is not made again', async () => {
    await using receiver = await startReceiver()
    const { clock, store, webhooks, announce } = await prepare(receiver.host)
    await using _own = store
    await webhooks.create(receiver.url)
    await announce()
    for (let hour = 0; hour < 24; hour += 1) {
      await webhooks.deliver()
      clock.advance(3_600_000)
    }
    expect(receiver.told).toHaveLength(1)
  })

  it('is not made to a webhook that was removed, and nothing of that is left', async () => {
    await using receiver = await startReceiver(() => 500)
    const { clock, store, webhooks, announce } = await prepare(receiver.host)
    await using own = store
    const { webhook } = await webhooks.create(receiver.url)
    await announce()
    await webhooks.deliver()
    await webhooks.remove(webhook.id)
    clock.advance(3_600_000)
    await announce()
    await webhooks.deliver()
    expect(receiver.told).toHaveLength(1)
    expect(await webhooks.list()).toEqual([])
    for (const table of ['webhook', 'delivery', 'secret'] as const)
      expect(await own.database.selectFrom(table).selectAll().execute(), table).toEqual([])
  })

  it('goes to the address that was looked at, whatever the name says by then', async () => {
    await using receiver = await startReceiver()
    const telling = { id: 'msg_1', body: '{}', secret: 'whsec_AAAA', at: 0 }
    const host = `rebound.invalid:${receiver.port}`
    let asked = 0
    const lookUp = async () => {
      asked += 1
      return [{ address: '127.0.0.1', family: 4 }]
    }
    expect(await postWebhook({ ...telling, url: `http://${host}/`, allowedHosts: [host] }, lookUp)).toEqual({
      isTaken: true,
      result: 'HTTP 204',
    })
    expect(asked).toBe(1)
    expect(receiver.told[0]?.headers.host).toBe(host)
  })

  it('is not made without TLS to a host that the operator did not allow', async () => {
    await using receiver = await startReceiver()
    const telling = { url: receiver.url, id: 'msg_1', body: '{}', secret: 'whsec_AAAA', at: 0, allowedHosts: [] }
    const answer = { isTaken: false, result: 'refused: not https' }
    expect(await postWebhook(telling, async () => [{ address: '93.184.216.34', family: 4 }])).toEqual(answer)
    expect(receiver.told).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'

import { connect } from './connect.ts'
import { type Answer, startServer } from './test-server.ts'

const plenty = { 'x-ratelimit-limit': '10000', 'x-ratelimit-remaining': '9000' }

describe('how many requests a client has on their way', () => {
  it.each<[string, Answer]>([
    ['429', { status: 429, headers: { 'retry-after': '1' } }],
    ['500', { status: 500 }],
    ['503', { status: 503 }],
    ['connections that are cut', { break: 'before-headers' }],
    ['answers that are cut short', { body: '{"type":"list","data":[', break: 'in-body' }],
  ])('is less by a third, once, after a burst of %s', async (_, answer) => {
    let isBurst = false
    let failed = 0
    await using server = await startServer(() => {
      if (!isBurst || (failed += 1) > 40) return { headers: plenty, body: { type: 'list', data: [] } }
      return { body: { type: 'list', data: [] }, ...answer, headers: { ...plenty, ...answer.headers } }
    })
    await using connection = connect(server.url)
    const { client, clock } = connection
    const ask = (): Promise<unknown> => Promise.all(Array.from({ length: 40 }, () => client.list('/tags')))
    await client.list('/tags')
    await ask()
    const before = client.spareRequests
    isBurst = true
    const asking = ask()
    const ended = new AbortController()
    void asking.finally(() => ended.abort())
    while (!ended.signal.aborted) {
      await new Promise((resolve) => setImmediate(resolve))
      clock.advance(100)
    }
    await asking
    clock.advance(2000)
    expect(failed).toBeGreaterThanOrEqual(40)
    expect(before).toBeGreaterThan(20)
    // Waiting for retries looks like latency, which shrinks the limit much further where a failure does not count as one.
    expect(client.spareRequests / before).toBeGreaterThan(0.6)
    expect(client.spareRequests / before).toBeLessThan(0.8)
  })
})

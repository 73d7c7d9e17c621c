import { startFakeIntercom } from '@ingestr/fake-intercom'
import { describe, expect, it } from 'vitest'

import { openSource, readAll } from './source-harness.ts'

describe('a stop', () => {
  it('ends a wait for the next attempt, and keeps the pages that had come', async () => {
    const stop = new AbortController()
    await using fake = await startFakeIntercom({ counts: { contacts: 400 } })
    fake.failNext({ path: '/contacts/search', skip: 1, times: 99, fault: { kind: 'status', status: 503 } })
    const { ids, batches } = await readAll(
      openSource(fake.url, fake.token),
      { table: 'contacts' },
      { stop: stop.signal, report: (event) => (event.type === 'request-retried' ? stop.abort() : undefined) },
    )
    expect(ids.length).toBe(150)
    expect(batches.at(-1)?.isLast).toBe(false)
  })

  it.each(['contacts', 'companies', 'articles', 'tags'])(
    'that is followed by an abort ends a read of %s with the reason of the abort',
    async (table) => {
      const stop = new AbortController()
      const abort = new AbortController()
      const reason = new Error('at once')
      await using fake = await startFakeIntercom()
      const source = openSource(fake.url, fake.token)
      await source.identify()
      fake.failNext({ times: 99, fault: { kind: 'status', status: 429 } })
      const report = (event: { readonly type: string }): void => {
        if (event.type !== 'request-retried') return
        stop.abort()
        abort.abort(reason)
      }
      const read = readAll(source, { table }, { stop: stop.signal, signal: abort.signal, report })
      await expect(read).rejects.toBe(reason)
    },
  )
})

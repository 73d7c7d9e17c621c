import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startCopy } from './copy-harness.ts'
import { readTable } from './table-truth.ts'

const minute = 60_000

describe('settings of the source', () => {
  it('go before those in the URI', async () => {
    await using harness = await startCopy({ counts: { articles: 100 } })
    const sourceUri = `${harness.fake.connectionUri()}&page_size=100`
    await harness.copy('articles', { sourceUri, sourceSettings: { page_size: '25', index_lag: undefined } })
    const asked = harness.fake.requests.filter(({ path }) => path === '/articles').map(({ query }) => query['per_page'])
    expect(new Set(asked)).toEqual(new Set(['25']))
  })

  it('bound how many requests are on their way', async () => {
    await using harness = await startCopy({ counts: { contacts: 900 }, latencyMs: 5, clock: { now: Date.now } })
    const sourceSettings = { extract_parallelism: '1', page_size: '50' }
    const inFlight: number[] = []
    harness.fake.onRequest(() => {
      inFlight.push(harness.fake.requests.filter(({ status }) => status === 0).length)
    })
    await harness.copy('contacts', { sourceSettings })
    expect(inFlight.length).toBeGreaterThan(18)
    expect(Math.max(...inFlight)).toBe(1)
    expect(await harness.differencesOf('contacts')).toEqual([])
  })

  it.each([
    ['1h', 30, []],
    ['1h', 70, ['created 70 minutes before']],
    [undefined, 12, []],
    [undefined, 20, ['created 20 minutes before']],
  ])('say how long a change may take to show: with index_lag=%s, one of %i minutes before', async (lag, age, lost) => {
    await using harness = await startCopy({ counts: { contacts: 40 }, indexLagMs: 80 * minute })
    const sourceSettings = { index_lag: lag }
    harness.fake.store.contacts.create({ name: `created ${age} minutes before` })
    harness.clock.advance(age * minute)
    await harness.copy('contacts', { sourceSettings })
    expect((await readTable(harness.path, 'intercom', 'contacts')).rows).toHaveLength(40)
    harness.clock.advance(180 * minute)
    await harness.copy('contacts', { sourceSettings })
    const stored = new Set((await readTable(harness.path, 'intercom', 'contacts')).rows.map((row) => row['name']))
    const names = harness.fake.store.contacts.list().map((contact) => String(contact['name']))
    expect(names.filter((name) => name.startsWith('created') && !stored.has(name))).toEqual(lost)
  })

  it.each([
    [{ page_size: '500' }, /^page_size=500 cannot be: write a whole number from 1 to 150/],
    [{ pages: '5' }, /no setting pages \(--pages\)\. Its settings are: region, .*page_size/],
    [{ access_token: 'canary' }, /no setting access_token/],
  ])('are refused as arguments, before any request: %j', async (sourceSettings, words) => {
    await using harness = await startCopy()
    const error = await rejectionOf(harness.copy('tags', { sourceSettings }))
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(words) })
    expect(error.message).not.toContain('canary')
    expect(harness.fake.requests).toEqual([])
  })
})

describe('settings of the destination', () => {
  it('go before those in the URI, and let a run wait for a file that another process has open', async () => {
    await using harness = await startCopy({ counts: { tags: 3 } })
    const held = await holdFile(harness.path)
    const lines: string[] = []
    const running = harness.copy('tags', {
      destUri: 'duckdb:///intercom.duckdb?lock_timeout=0',
      destSettings: { lock_timeout: '24h' },
      report(event) {
        if (event.type !== 'lock-waited') return
        lines.push(String(event['reason']))
        held.release()
      },
    })
    expect(await running).toMatchObject({ status: 'succeeded', counts: { rows: 3 } })
    expect(lines).toEqual([expect.stringContaining(`is locked by process ${held.pid}`)])
  })

  it.each([
    [{ lock_timeout: 'soon' }, /^lock_timeout=soon is no time to wait\. Write it like 30s/],
    [{ memory_limit: '1KB' }, /^memory_limit=1KB is less than DuckDB needs/],
    [
      { locks: '5' },
      /duckdb:\/\/ has no setting locks \(--locks\)\. Its settings are: memory_limit, threads, lock_timeout/,
    ],
  ])('are refused as arguments, before any request: %j', async (destSettings, words) => {
    await using harness = await startCopy()
    const error = await rejectionOf(harness.copy('tags', { destSettings }))
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(words) })
    expect(harness.fake.requests).toEqual([])
  })
})

/** Another process that has the file open until it is released. */
async function holdFile(path: string): Promise<{ readonly pid: number | undefined; release(): void }> {
  const script = `const { DuckDBInstance } = require('@duckdb/node-api')
    DuckDBInstance.create(${JSON.stringify(path)}).then(() => { console.log('held'); setInterval(() => {}, 1000) })`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return { pid: child.pid, release: () => child.kill('SIGKILL') }
}

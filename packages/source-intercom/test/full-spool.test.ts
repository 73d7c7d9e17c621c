import { createIntercomClient } from '@ingestr/intercom-client'
import { findResource } from '@ingestr/intercom-resources'
import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock, createSeededRandom, createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { makePlan } from '../src/make-plan.ts'
import { createPageSpool } from '../src/page-spool.ts'
import { detailOf } from '../src/plan-detail.ts'
import { createReadAhead } from '../src/read-ahead.ts'
import { readScroll } from '../src/read-scroll.ts'

async function tick(until: () => boolean): Promise<void> {
  while (!until()) await new Promise((resolve) => setImmediate(resolve))
}

describe('a spool that is full', () => {
  it('lets go of whoever waits for room when it is disposed, and keeps nothing from then on', async () => {
    await using directory = await createTemporaryDirectory()
    const spool = createPageSpool({ directory: directory.path, maxMemoryBytes: 0, maxFileBytes: 1 })
    await spool.push(Buffer.from('one'))
    const waiting = spool.push(Buffer.from('two'))
    await spool[Symbol.asyncDispose]()
    await waiting
    await spool.push(Buffer.from('three'))
    spool.close()
    const left: Uint8Array[] = []
    for await (const bytes of spool.pages()) left.push(bytes)
    expect(left).toEqual([])
  })

  it('does not keep a read of companies that is given up', async () => {
    const clock = createManualClock()
    await using directory = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({ clock, counts: { companies: 1200 } })
    const random = createSeededRandom(3)
    await using client = createIntercomClient({ accessToken: fake.token, baseUrl: fake.url, clock, random })
    const resource = findResource('companies')
    if (resource === undefined) throw new TypeError('There are no companies.')
    const circumstances = { apiVersion: '2.16', timezone: 'UTC', startedAt: clock.now(), indexLagMs: 0 }
    const plan = makePlan({ table: 'companies' }, { resource, ...circumstances })
    const batches = readScroll({
      client,
      resource,
      detail: detailOf(plan),
      options: {},
      readAhead: createReadAhead(1),
      temporaryDirectory: directory.path,
      spoolLimits: { maxMemoryBytes: 1, maxFileBytes: 1 },
    })[Symbol.asyncIterator]()
    expect((await batches.next()).value).toMatchObject({ isLast: false })
    // The page on its way waits for room; the writer takes none, and gives up.
    await tick(() => fake.requests.filter(({ path }) => path === '/companies/scroll').length >= 3)
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    await batches.return?.()
    const asked = fake.requests.length
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(fake.requests.length).toBe(asked)
  })
})

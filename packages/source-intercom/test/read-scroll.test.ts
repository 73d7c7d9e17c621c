import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { openSource } from './source-harness.ts'

const pageCount = 13

it('a writer that takes nothing for 90 seconds delays no request of a scroll', async () => {
  const clock = createManualClock()
  await using fake = await startFakeIntercom({ clock, counts: { companies: 1200 }, scrollExpiryMs: 60_000 })
  await using source = openSource(fake.url, fake.token, { clock })
  const plan = await source.plan({ table: 'companies' })
  const batches = source.read(plan)[Symbol.asyncIterator]()
  const ids = new Set<string>()
  const take = (batch: Awaited<ReturnType<typeof batches.next>>['value']): void => {
    for (const row of batch?.page?.rows(plan.tables[0]) ?? []) ids.add(String(row['id']))
  }
  take((await batches.next()).value)
  const scrolled = (): number => fake.requests.filter(({ path }) => path === '/companies/scroll').length
  while (scrolled() < pageCount) await new Promise((resolve) => setImmediate(resolve))
  // The commit takes so long that a scroll which waited for it would be dead.
  clock.advance(90_000)
  for (let step = await batches.next(); step.done !== true; step = await batches.next()) take(step.value)
  expect(ids).toEqual(new Set(fake.truth('companies').map((company) => String(company['id']))))
  expect(scrolled()).toBe(pageCount)
})

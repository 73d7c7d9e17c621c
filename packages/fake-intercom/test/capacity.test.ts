import { expect, it } from 'vitest'
import { startFakeIntercom } from '../src/index.ts'
import { createTurns } from '../src/http/turns.ts'
import { call } from './call.ts'

it('lets in as many as it has room for, and the others in the order in which they came', async () => {
  const turns = createTurns(2)
  const begun: number[] = []
  const visits = [0, 1, 2, 3, 4].map(async (visitor) => {
    await turns.take()
    begun.push(visitor)
  })
  await Promise.all(visits.slice(0, 2))
  expect(begun).toEqual([0, 1])
  turns.give()
  await visits[2]
  expect(begun).toEqual([0, 1, 2])
  turns.give()
  turns.give()
  await Promise.all(visits)
  expect(begun).toEqual([0, 1, 2, 3, 4])
})

it('works on one request after the other where there is room for one', async () => {
  const latencies = [60, 30, 1]
  // Told when its work begins: a client may see the answers of two connections in either order.
  const begun: { readonly path: string; readonly answered: number }[] = []
  await using fake = await startFakeIntercom({
    capacity: 1,
    latencyMs: ({ path }) => {
      begun.push({ path, answered: fake.requests.filter(({ status }) => status === 200).length })
      return latencies.shift() ?? 0
    },
  })
  const arrivals = ['/tags', '/teams', '/segments']
  const asked: Promise<unknown>[] = []
  for (const path of arrivals) {
    const arrived = Promise.withResolvers<void>()
    const stop = fake.onRequest(() => arrived.resolve())
    asked.push(call(fake, 'GET', path))
    await arrived.promise
    stop()
  }
  await Promise.all(asked)
  expect(begun).toEqual([
    { path: '/tags', answered: 0 },
    { path: '/teams', answered: 1 },
    { path: '/segments', answered: 2 },
  ])
})

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

it('answers one request after the other where there is room for one', async () => {
  const latencies = [60, 30, 1]
  await using fake = await startFakeIntercom({ capacity: 1, latencyMs: () => latencies.shift() ?? 0 })
  const answered: string[] = []
  const ask = async (path: string): Promise<void> => {
    await call(fake, 'GET', path)
    answered.push(path)
  }
  const arrivals = ['/tags', '/teams', '/segments']
  const asked: Promise<void>[] = []
  for (const path of arrivals) {
    const arrived = Promise.withResolvers<void>()
    const stop = fake.onRequest(() => arrived.resolve())
    asked.push(ask(path))
    await arrived.promise
    stop()
  }
  await Promise.all(asked)
  expect(answered).toEqual(arrivals)
})

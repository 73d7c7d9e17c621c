import { describe, expect, it } from 'vitest'

import {
  createConcurrencyLimit,
  createSharedConcurrency,
  type ConcurrencyLimit,
} from '../src/limits/concurrency-limit.ts'
import { KneeServer } from './knee-server.ts'
import { createSimulation, type Simulation } from './simulation.ts'

import type { Outcome } from '../src/limits/adaptive-limit.ts'

const demand = 150

interface Load {
  readonly simulation: Simulation
  readonly server: KneeServer
  readonly limit: ConcurrencyLimit
  /** How many were on their way at the start of each request, and when. */
  readonly started: Array<{ readonly atMs: number; readonly inFlight: number }>
}

function createLoad(capacity: number, baseMs: number, seed: number): Load {
  const simulation = createSimulation()
  const server = new KneeServer({ simulation, seed, capacity, baseMs })
  return { simulation, server, limit: createConcurrencyLimit({ clock: simulation, max: 96 }), started: [] }
}

/** So many workers as ask for more than any limit gives, until `endMs`. */
async function work(load: Load, endMs: number, outcome: () => Outcome = () => 'answered'): Promise<void> {
  const { limit, server, simulation, started } = load
  const worker = async (): Promise<void> => {
    while (simulation.now() < endMs) {
      const slot = await limit.take()
      slot.start()
      started.push({ atMs: simulation.now(), inFlight: server.inFlight + 1 })
      await server.request()
      slot.release(outcome())
    }
  }
  await Promise.all(Array.from({ length: demand }, worker))
}

function mostInFlight(load: Load, fromMs: number, toMs: number): number {
  return Math.max(...load.started.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ inFlight }) => inFlight))
}

/** What the best fixed number of requests would get answered. */
function possible(capacity: number, baseMs: number, durationMs: number): number {
  return (Math.min(capacity, 96) * durationMs) / baseMs
}

describe('the concurrency limit', () => {
  const cases = [6, 20, 50].flatMap((capacity) =>
    [1, 300, 10_000].flatMap((baseMs) => [1, 2, 3].map((seed) => ({ capacity, baseMs, seed }))),
  )

  it.each(cases)(
    'finds the knee of a server that works on $capacity at a time for $baseMs ms (seed $seed)',
    async (at) => {
      const { baseMs, capacity, seed } = at
      const load = createLoad(capacity, baseMs, seed)
      const startMs = load.simulation.now()
      const [steadyMs, endMs] = [startMs + 60 * baseMs, startMs + 200 * baseMs]
      await load.simulation.run(() => work(load, endMs))
      const best = possible(capacity, baseMs, endMs - steadyMs)
      expect(load.server.answeredBetween(steadyMs, endMs)).toBeGreaterThan(0.95 * best)
      // Where latencies are as small as a clock's step, a queue is no loss and not looked for.
      if (baseMs > 10) expect(mostInFlight(load, steadyMs, endMs)).toBeLessThanOrEqual(2.5 * capacity)
    },
  )

  it.each([20, 50, 150])(
    'is not led astray by a first answer that took a tenth of the others, of which %i are worked on at a time',
    async (capacity) => {
      const load = createLoad(capacity, 60, 5)
      const startMs = load.simulation.now()
      await load.simulation.run(async () => {
        const slot = await load.limit.take()
        slot.start()
        const answered = load.server.request()
        load.server.baseMs = 600
        const working = work(load, startMs + 12_000)
        await answered
        slot.release('answered')
        await working
      })
      const best = possible(capacity, 600, 11_000)
      expect(load.server.answeredBetween(startMs, startMs + 12_000)).toBeGreaterThan(0.7 * best)
    },
  )

  it.each([6, 20, 50])(
    'loses little of the first twenty round trips to a server that works on %i',
    async (capacity) => {
      const load = createLoad(capacity, 300, 4)
      const startMs = load.simulation.now()
      await load.simulation.run(() => work(load, startMs + 6000))
      expect(load.server.answeredBetween(startMs, startMs + 6000)).toBeGreaterThan(0.85 * possible(capacity, 300, 5700))
    },
  )

  it.each([1, 300, 10_000])('has 64 requests on their way within four round trips of %i ms', async (baseMs) => {
    const load = createLoad(1000, baseMs, 1)
    const startMs = load.simulation.now()
    await load.simulation.run(() => work(load, startMs + 8 * baseMs))
    expect(mostInFlight(load, startMs, startMs + baseMs / 2)).toBeLessThanOrEqual(33)
    expect(mostInFlight(load, startMs, startMs + 4 * baseMs)).toBeGreaterThanOrEqual(64)
    expect(mostInFlight(load, startMs, startMs + 8 * baseMs)).toBe(96)
  })

  it('gives way while the server fails, and comes back', async () => {
    const load = createLoad(1000, 300, 1)
    const startMs = load.simulation.now()
    const [burstMs, overMs, endMs] = [startMs + 3000, startMs + 5000, startMs + 35_000]
    const outcome = (): Outcome => {
      const nowMs = load.simulation.now()
      return nowMs >= burstMs && nowMs < overMs ? 'overloaded' : 'answered'
    }
    await load.simulation.run(() => work(load, endMs, outcome))
    const after = (fromMs: number, toMs: number): number => mostInFlight(load, overMs + fromMs, overMs + toMs)
    expect(after(0, 100)).toBeLessThan(20)
    expect(after(600, 1200)).toBeLessThan(32)
    expect(after(20_000, 30_000)).toBeGreaterThanOrEqual(90)
  })

  it.each<[Outcome, number, number]>([
    ['overloaded', 90, 97],
    ['limited', 30, 80],
  ])('takes one answer of the kind %s among many as it deserves', async (kind, least, most) => {
    const load = createLoad(1000, 300, 1)
    const startMs = load.simulation.now()
    let isTold = false
    const outcome = (): Outcome => {
      if (isTold || load.simulation.now() < startMs + 3000) return 'answered'
      isTold = true
      return kind
    }
    await load.simulation.run(() => work(load, startMs + 4000, outcome))
    const afterwards = load.started.filter(({ atMs }) => atMs > startMs + 3350 && atMs < startMs + 3600)
    const highest = Math.max(...afterwards.map(({ inFlight }) => inFlight))
    expect(highest).toBeGreaterThan(least)
    expect(highest).toBeLessThan(most)
  })

  it('goes by when answers begin: bodies that take the longer the more of them there are hold it back no more', async () => {
    const simulation = createSimulation()
    const limit = createConcurrencyLimit({ clock: simulation, max: 96 })
    const round = async (): Promise<number> => {
      const slots = await Promise.all(Array.from({ length: limit.spare }, () => limit.take()))
      for (const slot of slots) slot.start()
      await simulation.sleep(300)
      for (const slot of slots) slot.answered()
      for (const slot of slots) {
        await simulation.sleep(10)
        slot.release('answered')
      }
      return slots.length
    }
    const sizes: number[] = []
    await simulation.run(async () => {
      for (let count = 0; count < 6; count += 1) sizes.push(await round())
    })
    expect(sizes.slice(0, 2)).toEqual([32, 64])
    expect(Math.min(...sizes.slice(3))).toBeGreaterThan(60)
  })

  it('shrinks once for all failures of one round trip', async () => {
    const simulation = createSimulation()
    const limit = createConcurrencyLimit({ clock: simulation, max: 96 })
    const slots = await Promise.all(Array.from({ length: 32 }, () => limit.take()))
    for (const slot of slots) slot.start()
    expect(limit.spare).toBe(0)
    await simulation.run(() => simulation.sleep(300))
    for (const slot of slots) slot.release('limited')
    expect(limit.spare).toBe(22)
  })

  it.each([
    ['slower', 900],
    ['much slower', 3000],
    ['faster', 100],
  ])('learns the latency of a server that becomes %s for good', async (_name, laterMs) => {
    const load = createLoad(20, 300, 5)
    const startMs = load.simulation.now()
    const [changeMs, steadyMs, endMs] = [startMs + 15_000, startMs + 50_000, startMs + 100_000]
    await load.simulation.run(async () => {
      const change = async (): Promise<void> => {
        await load.simulation.sleep(15_000)
        load.server.baseMs = laterMs
      }
      await Promise.all([change(), work(load, endMs)])
    })
    expect(load.server.answeredBetween(startMs, changeMs)).toBeGreaterThan(0.9 * possible(20, 300, 15_000))
    expect(load.server.answeredBetween(steadyMs, endMs)).toBeGreaterThan(0.93 * possible(20, laterMs, 50_000))
    expect(mostInFlight(load, steadyMs, endMs)).toBeLessThanOrEqual(50)
  })

  it.each([
    ['more', 60],
    ['less', 6],
  ])('follows a server that comes to work on %s at a time', async (_name, later) => {
    const load = createLoad(20, 300, 6)
    const startMs = load.simulation.now()
    const [steadyMs, endMs] = [startMs + 50_000, startMs + 100_000]
    await load.simulation.run(async () => {
      const change = async (): Promise<void> => {
        await load.simulation.sleep(15_000)
        load.server.capacity = later
      }
      await Promise.all([change(), work(load, endMs)])
    })
    expect(load.server.answeredBetween(steadyMs, endMs)).toBeGreaterThan(0.93 * possible(later, 300, 50_000))
    expect(mostInFlight(load, steadyMs, endMs)).toBeLessThanOrEqual(2.5 * later)
  })

  it('takes no wait before the request goes out for latency', async () => {
    const simulation = createSimulation()
    const limit = createConcurrencyLimit({ clock: simulation, max: 96 })
    await simulation.run(async () => {
      for (let round = 0; round < 30; round += 1) {
        const slots = await Promise.all(Array.from({ length: 32 }, () => limit.take()))
        await simulation.sleep(round * 1000)
        for (const slot of slots) slot.start()
        await simulation.sleep(100)
        for (const slot of slots) slot.release('answered')
      }
    })
    expect(limit.spare).toBe(96)
  })

  it('of one lets requests go one after the other, whoever asked first', async () => {
    const limit = createConcurrencyLimit({ clock: createSimulation(), max: 1 })
    const first = await limit.take()
    const order: number[] = []
    const later = [2, 3, 4].map(async (number) => {
      const slot = await limit.take()
      order.push(number)
      slot.release('answered')
    })
    expect([limit.spare, order]).toEqual([0, []])
    first.release('answered')
    first.release('answered')
    await Promise.all(later)
    expect([limit.spare, order]).toEqual([1, [2, 3, 4]])
  })

  it('lets an urgent request pass, and lets go who gives up', async () => {
    const limit = createConcurrencyLimit({ clock: createSimulation(), max: 1 })
    const first = await limit.take()
    const controller = new AbortController()
    const reason = new Error('enough')
    const second = limit.take({ signal: controller.signal })
    const third = limit.take()
    const urgent = await limit.take({ isUrgent: true })
    controller.abort(reason)
    await expect(second).rejects.toBe(reason)
    urgent.release('answered')
    first.release('unknown')
    ;(await third).release('answered')
    expect(limit.spare).toBe(1)
  })

  it('is one for several clients, and keeps each within its own maximum', async () => {
    const shared = createSharedConcurrency({ clock: createSimulation(), max: 16 })
    const small = shared.withMax(3)
    const large = shared.withMax(96)
    const slots = await Promise.all([small.take(), small.take(), small.take()])
    const waiting = small.take()
    expect([small.spare, large.spare]).toEqual([0, 12])
    const more = await Promise.all(Array.from({ length: 13 }, () => large.take()))
    expect(large.spare).toBe(0)
    slots[0]?.release('answered')
    ;(await waiting).release('answered')
    for (const slot of [...slots, ...more]) slot.release('answered')
    expect([small.spare, large.spare]).toEqual([3, 16])
  })
})

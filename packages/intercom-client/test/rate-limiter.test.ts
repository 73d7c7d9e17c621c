import { createRateLimiter } from '@ingestr/intercom-client'
import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { LimitedServer, runWorkers } from './limited-server.ts'
import { createSimulation } from './simulation.ts'

describe('the rate limiter', () => {
  it.each([
    [1667, 32, 150],
    [167, 16, 80],
    [167, 16, 900],
    [5, 4, 50],
    [1, 2, 20],
  ])(
    'spends %i requests a window with %i workers, but for the reserve, and is never refused',
    async (limit, workers, latencyMs) => {
      const simulation = createSimulation()
      const server = new LimitedServer({ simulation, limit, skewMs: -7_654_321 })
      const limiter = createRateLimiter({ clock: simulation, reserve: 0.1 })
      const endMs = simulation.now() + 60_000
      // The first request learns the limit; before it, nothing is known.
      await simulation.run(async () => {
        await server.request(limiter, latencyMs)
        await runWorkers(
          workers,
          () => simulation.now() >= endMs,
          () => server.request(limiter, latencyMs),
        )
      })
      expect(server.rejected).toBe(0)
      const usable = limit - Math.floor(limit / 10)
      const possible = Math.min(usable, Math.floor((workers * 10_000) / latencyMs))
      for (const { atMs } of server.accepted.slice(1, 5)) {
        expect(atMs.length).toBeLessThanOrEqual(usable)
        expect(atMs.length).toBeGreaterThanOrEqual(Math.floor(possible * 0.9))
      }
    },
  )

  it('steps back when somebody else spends the budget', async () => {
    const simulation = createSimulation()
    const server = new LimitedServer({ simulation, limit: 100 })
    const limiter = createRateLimiter({ clock: simulation, reserve: 0.1 })
    let sent = 0
    const endMs = simulation.now() + 40_000
    await simulation.run(async () => {
      await server.request(limiter, 20)
      await runWorkers(
        4,
        () => simulation.now() >= endMs,
        async () => {
          sent += 1
          if (sent % 2 === 0) server.spend(1)
          await server.request(limiter, 20)
        },
      )
    })
    expect(server.rejected).toBe(0)
    expect(server.accepted.flatMap(({ atMs }) => atMs).length).toBeGreaterThan(150)
  })

  it('spreads what is left once half of a window is spent', async () => {
    const simulation = createSimulation()
    const server = new LimitedServer({ simulation, limit: 100 })
    const limiter = createRateLimiter({ clock: simulation, reserve: 0 })
    await simulation.run(async () => {
      for (let count = 0; count < 100; count += 1) await server.request(limiter, 10)
    })
    const times = server.accepted.flatMap(({ atMs }) => atMs).map((timeMs) => timeMs % 10_000)
    expect(times[49]).toBeLessThan(1000)
    expect(times[75]).toBeGreaterThan(3000)
    expect(times[98]).toBeGreaterThan(7000)
  })

  it('does not slow down a few requests', async () => {
    const clock = createManualClock()
    const limiter = createRateLimiter({ clock, reserve: 0.1 })
    for (let remaining = 166; remaining > 120; remaining -= 1) {
      expect(await limiter.acquire()).toBe(0)
      limiter.observe({
        limit: '167',
        remaining: String(remaining),
        reset: String(clock.now() / 1000 + 5),
        dateMs: clock.now(),
      })
    }
  })

  it('holds everybody after a pause is asked for', async () => {
    const clock = createManualClock()
    const limiter = createRateLimiter({ clock, reserve: 0.1 })
    limiter.pause(5000)
    expect(await limiter.acquire()).toBe(5000)
    limiter.observe({})
    expect(await limiter.acquire()).toBe(0)
  })

  it('holds everybody for the longest of the pauses asked for', async () => {
    const limiter = createRateLimiter({ clock: createManualClock(), reserve: 0 })
    limiter.pause(5000)
    limiter.pause(1000)
    expect(await limiter.acquire()).toBe(5000)
  })

  it('lets everything pass that says nothing of a limit', async () => {
    const clock = createManualClock()
    const limiter = createRateLimiter({ clock, reserve: 0.1 })
    for (const headers of [undefined, {}, { limit: 'many', remaining: '0' }, { remaining: '0' }]) {
      expect(await limiter.acquire()).toBe(0)
      limiter.observe(headers)
    }
  })

  it('waits a whole window when it is not told when the window ends', async () => {
    const clock = createManualClock()
    const limiter = createRateLimiter({ clock, reserve: 0 })
    await limiter.acquire()
    limiter.observe({ limit: '1', remaining: '0' })
    expect(await limiter.acquire()).toBe(10_000)
    limiter.observe({ limit: '1', remaining: '0' })
    expect(await limiter.acquire()).toBe(10_000)
  })

  it('lets go who gives up, and then the next', async () => {
    const simulation = createSimulation()
    const limiter = createRateLimiter({ clock: simulation, reserve: 0.1 })
    limiter.pause(5000)
    const controller = new AbortController()
    const reason = new Error('enough')
    await simulation.run(async () => {
      const first = limiter.acquire({ signal: controller.signal })
      const second = limiter.acquire()
      const third = limiter.acquire({ signal: controller.signal })
      controller.abort(reason)
      await expect(first).rejects.toBe(reason)
      await expect(third).rejects.toBe(reason)
      expect(await second).toBe(5000)
    })
  })
})

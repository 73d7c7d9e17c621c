import { createRateLimiter } from '@ingestr/intercom-client'
import { createSeededRandom } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { LimitedServer, runWorkers, type LimitedServerOptions } from './limited-server.ts'
import { createSimulation } from './simulation.ts'

type Scenario = Omit<LimitedServerOptions, 'simulation'> & {
  readonly reserve: number
  /** Requests of another app, evenly over time. */
  readonly othersPerWindow?: number
}

/** Six windows and a bit of 96 workers whose requests take 300 ms, more or less. */
async function run({ reserve, othersPerWindow = 0, ...options }: Scenario): Promise<LimitedServer> {
  const simulation = createSimulation(Date.UTC(2026, 10, 23) + 3456)
  const random = createSeededRandom(options.limit)
  const server = new LimitedServer({ simulation, ...options })
  const limiter = createRateLimiter({ clock: simulation, reserve })
  const endMs = simulation.now() + 72_000
  const isOver = (): boolean => simulation.now() >= endMs
  await simulation.run(async () => {
    const others = async (): Promise<void> => {
      if (othersPerWindow === 0) return
      while (!isOver()) {
        await simulation.sleep(10_000 / othersPerWindow)
        server.spend(1)
      }
    }
    await Promise.all([others(), runWorkers(96, isOver, () => server.request(limiter, 300 * (0.7 + 0.6 * random())))])
  })
  return server
}

const limits = [10, 167, 1666]
const reserves = [0, 0.1, 0.5]
const windowKinds: ReadonlyArray<Pick<Scenario, 'windows' | 'rounding' | 'skewMs'>> = [
  { windows: 0 },
  { windows: 4700, rounding: 'up', skewMs: -7_654_321 },
  { windows: 4700, rounding: 'down', skewMs: 1_234_567 },
  { windows: 1, rounding: 'up' },
  { windows: 999, rounding: 'down', skewMs: 500 },
  { windows: 'at-request', rounding: 'up' },
  { windows: 'at-request', rounding: 'down', skewMs: 5_000_000 },
]
const scenarios: readonly Scenario[] = limits.flatMap((limit) =>
  reserves.flatMap((reserve) => windowKinds.map((kind) => ({ limit, reserve, ...kind }))),
)

describe('the rate limiter, with the budget for itself', () => {
  it.each(scenarios)('spends it and is never refused: %o', async (scenario) => {
    const server = await run(scenario)
    const share = scenario.limit - Math.ceil(scenario.limit * scenario.reserve)
    expect(server.rejected).toBe(0)
    expect(server.leastRemaining).toBeGreaterThanOrEqual(scenario.limit * scenario.reserve)
    const whole = server.accepted.slice(1, -1).map(({ atMs }) => atMs.length)
    expect(whole.length).toBeGreaterThanOrEqual(5)
    const used = whole.reduce((sum, count) => sum + count, 0) / (whole.length * share)
    expect(used).toBeGreaterThanOrEqual(0.95)
  })
})

describe('the rate limiter, beside another app', () => {
  const shared = [10, 167, 1666].flatMap((limit) =>
    [0.1, 0.5].flatMap((reserve) =>
      [0.1, 0.3].flatMap((share) =>
        windowKinds.slice(0, 5).map((kind) => ({ limit, reserve, othersPerWindow: limit * share, ...kind })),
      ),
    ),
  )

  it.each(shared)('leaves the reserve alone: %o', async (scenario) => {
    const server = await run(scenario)
    const { limit, othersPerWindow, reserve } = scenario
    const whole = server.accepted.slice(1, -1).map(({ atMs }) => atMs.length)
    const free = limit - Math.ceil(limit * reserve) - othersPerWindow
    const used = whole.reduce((sum, count) => sum + count, 0) / (whole.length * Math.max(1, free))
    expect(server.rejected).toBe(0)
    // What others spend while an answer is on its way cannot be known; and a second request goes out before a limit is.
    expect(server.leastRemaining).toBeGreaterThanOrEqual(limit * reserve - Math.max(1, limit / 200) - 1)
    expect(used).toBeGreaterThanOrEqual(0.75)
  })
})

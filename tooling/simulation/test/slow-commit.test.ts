import { expect, it } from 'vitest'

import { runOnce } from '../src/run-once.ts'
import { Disk } from '../src/warehouse/disk.ts'
import { createSchedule } from '../src/world/schedule.ts'
import { World } from '../src/world/world.ts'

const cases = [8, 18, 28, 38, 48].flatMap((seed) => [
  { seed, companions: [] },
  { seed, companions: ['conversations', 'articles'] as const },
])
const sentAt = /^(?<at>\S+) {2}> \d+ companies, scroll (?<scroll>\d+)/

it.each(cases)(
  'no commit of 90 seconds keeps a scroll waiting, from source to table: %j',
  async ({ seed, companions }) => {
    const commitPolicy = { maxBytes: 1, maxIntervalMs: 0 }
    const schedule = {
      ...createSchedule(seed),
      companions,
      commitPolicy,
      commitMs: 90_000,
      longestLatencyMs: 4000,
      pageSize: 3,
    }
    expect(schedule.table).toBe('companies')
    const world = new World(schedule, true)
    const disk = new Disk()
    const runs = await runOnce(world, disk, { faults: [], isFullRefresh: false, isStrict: true })
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'succeeded'))
    const sent = world.trace.lines.map((line) => sentAt.exec(line)?.groups).filter((groups) => groups !== undefined)
    // The scroll is not begun again, and is at its end before the first commit is.
    expect(new Set(sent.map(({ scroll }) => scroll))).toEqual(new Set(['1']))
    expect(sent.length).toBeGreaterThan(4)
    const times = sent.map(({ at = '' }) => Date.parse(at))
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(20_000)
    const commits = world.trace.lines.filter((line) => line.includes('  commit done'))
    expect(commits.length).toBeGreaterThan(0)
    expect(Date.parse(commits[0]?.slice(0, 24) ?? '')).toBeGreaterThan(times[1] ?? Infinity)
  },
)

import { describe, expect, it } from 'vitest'

import { nextTimes, readSchedule } from '../src/schedule/next-times.ts'

function times(text: string, timezone: string, from: string, count: number): readonly string[] {
  return nextTimes(readSchedule(text, timezone), Date.parse(from), count).map((at) => new Date(at).toISOString())
}

describe('a schedule', () => {
  it.each([
    ['every 15m', 'UTC', '2026-11-30T12:07:00Z', ['2026-11-30T12:15:00.000Z', '2026-11-30T12:30:00.000Z']],
    ['every 1d', 'UTC', '2026-11-30T12:07:00Z', ['2026-12-01T00:00:00.000Z', '2026-12-02T00:00:00.000Z']],
    ['0 3 * * *', 'UTC', '2026-11-30T12:07:00Z', ['2026-12-01T03:00:00.000Z', '2026-12-02T03:00:00.000Z']],
    ['0 3 * * *', 'America/New_York', '2026-11-30T12:07:00Z', ['2026-12-01T08:00:00.000Z', '2026-12-02T08:00:00.000Z']],
    ['*/20 9-10 * * 1', 'UTC', '2026-11-30T09:30:00Z', ['2026-11-30T09:40:00.000Z', '2026-11-30T10:00:00.000Z']],
    ['0 0 29 2 *', 'UTC', '2026-11-30T00:00:00Z', ['2028-02-29T00:00:00.000Z', '2032-02-29T00:00:00.000Z']],
  ])('%s in %s after %s', (text, timezone, from, expected) => {
    expect(times(text, timezone, from, 2)).toEqual(expected)
  })

  it.each([
    // Clocks go from 1:59 to 3:00: half past two is told once, at the hour that takes its place.
    ['Europe/Berlin', '2026-03-28T12:00:00Z', 3],
    // They go from 2:59 back to 2:00: it is told once.
    ['Europe/Berlin', '2026-10-24T12:00:00Z', 3],
    ['America/New_York', '2026-03-07T12:00:00Z', 3],
    ['America/New_York', '2026-10-31T12:00:00Z', 3],
    ['Australia/Lord_Howe', '2026-04-04T00:00:00Z', 3],
  ])('of once a day in the night is due once a day where clocks change: %s after %s', (timezone, from, count) => {
    const due = times('30 2 * * *', timezone, from, count)
    const gaps = due.slice(1).map((time, index) => (Date.parse(time) - Date.parse(due[index] ?? '')) / 3_600_000)
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(22.5)
    for (const gap of gaps) expect(gap).toBeLessThanOrEqual(25.5)
  })

  it.each([
    ['at night', 'UTC'],
    ['* * * * * *', 'UTC'],
    ['61 * * * *', 'UTC'],
    ['0 0 30 2 *', 'UTC'],
    ['every 0m', 'UTC'],
    ['every 400d', 'UTC'],
    ['every 5s', 'UTC'],
    ['', 'UTC'],
    ['0 3 * * *', 'Europe/Atlantis'],
  ])('cannot be “%s” in %s', (text, timezone) => {
    expect(() => readSchedule(text, timezone)).toThrow(expect.objectContaining({ code: 'INVALID_SCHEDULE' }))
  })
})

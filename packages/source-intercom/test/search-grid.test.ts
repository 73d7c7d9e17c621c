import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { boundsTowards, createSearchGrid } from '../src/search/search-grid.ts'

const zones = ['America/Los_Angeles', 'America/Sao_Paulo', 'Pacific/Apia', 'Asia/Kathmandu', 'UTC', null]
const seconds = fc.integer({ min: 1_200_000_000, max: 1_900_000_000 })
const grids = fc.oneof(
  fc.constantFrom(...zones).map((zone) => createSearchGrid('calendar-day', zone)),
  fc.constant(createSearchGrid('second', 'UTC')),
)

function midnight(second: number, timeZone: string): boolean {
  const time = new Date(second * 1000).toLocaleTimeString('en-GB', { timeZone })
  return time === '00:00:00'
}

describe('where a search may be cut', () => {
  it('is at midnights of the timezone, also where clocks change', () => {
    fc.assert(
      fc.property(seconds, (second) => {
        for (const zone of ['America/Los_Angeles', 'Asia/Kathmandu', 'UTC']) {
          const grid = createSearchGrid('calendar-day', zone)
          expect(midnight(grid.floor(second), zone)).toBe(true)
          expect(midnight(grid.ceiling(second), zone)).toBe(true)
          expect(grid.floor(second)).toBeLessThanOrEqual(second)
          expect(grid.ceiling(second)).toBeGreaterThanOrEqual(second)
          expect(grid.ceiling(second) - grid.floor(second)).toBeLessThanOrEqual(25 * 3600)
        }
      }),
    )
  })

  it('is inside of the range, in ascending order, and somewhere if there is a place at all', () => {
    fc.assert(
      fc.property(grids, seconds, fc.integer({ min: 1, max: 3_000_000 }), fc.nat(20), (grid, after, length, count) => {
        const before = after + length
        const bounds = grid.between(after, before, count)
        expect(bounds.length).toBeLessThanOrEqual(count)
        expect(bounds).toEqual([...new Set(bounds)].toSorted((one, other) => one - other))
        for (const bound of bounds) {
          expect(bound).toBeGreaterThan(after)
          expect(bound).toBeLessThan(before)
          expect(grid.floor(bound)).toBe(bound)
        }
        const last = grid.floor(before - 1)
        if (count > 0 && last > after) expect(bounds.length).toBeGreaterThan(0)
      }),
    )
  })

  it('sets off what is far away by one bound, in both directions', () => {
    const grid = createSearchGrid('second', null)
    expect(boundsTowards(grid, 1000, 9000, 100, 3)).toEqual([1033, 1066, 1100])
    expect(boundsTowards(grid, 9000, 1000, 100, 3)).toEqual([8900, 8933, 8966])
    expect(boundsTowards(grid, 1000, 1050, 100, 1)).toEqual([1025])
    expect(boundsTowards(grid, 9000, 8950, 100, 0)).toEqual([])
  })

  it('takes a timezone that nobody knows for UTC', () => {
    expect(createSearchGrid('calendar-day', 'Mars/Olympus').floor(86_400 * 9 + 5)).toBe(86_400 * 9)
  })
})

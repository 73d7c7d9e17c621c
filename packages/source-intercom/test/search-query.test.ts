import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { dateFilter } from '../src/search/search-query.ts'

type Filter = ReturnType<typeof dateFilter>

/** The start of the day that a second falls on, as a number that grows by days. */
function dayOf(second: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(second * 1000)
}

/** What the API description says of contact search up to 2.16: a bound stands for its whole day. */
function matchesByDay(filter: Filter, second: number, timeZone: string): boolean {
  return matches(filter, (operator, value) => {
    const [day, bound] = [dayOf(second, timeZone), dayOf(value, timeZone)]
    return operator === '=' ? day === bound : operator === '>' ? day > bound : day < bound
  })
}

/** From 2.17 on, and conversations; `slack` 0 for strict operators, 1 where they admit the bound. */
function matchesBySecond(filter: Filter, second: number, slack: 0 | 1): boolean {
  return matches(filter, (operator, value) => {
    return operator === '=' ? second === value : operator === '>' ? second > value - slack : second < value + slack
  })
}

function matches(filter: Filter, test: (operator: string, value: number) => boolean): boolean {
  if (!('field' in filter)) {
    const each = filter.value.map((one) => matches(one, test))
    return filter.operator === 'AND' ? each.every(Boolean) : each.some(Boolean)
  }
  return test(filter.operator, Number(filter.value))
}

const seconds = fc.integer({ min: 1_600_000_000, max: 1_900_000_000 })
const bounds = fc.record({ lower: fc.option(seconds), upper: fc.option(seconds) })
/** A second near one of the bounds, where mistakes are. */
const cases = bounds.chain(({ lower, upper }) =>
  fc.record({
    lower: fc.constant(lower),
    upper: fc.constant(upper),
    second: fc
      .tuple(
        fc.constantFrom(lower ?? 1_700_000_000, upper ?? 1_700_000_000),
        fc.integer({ min: -100_000, max: 100_000 }),
      )
      .map(([near, offset]) => near + offset),
  }),
)

function isWanted(lower: number | null, upper: number | null, second: number): boolean {
  return (lower === null || second >= lower) && (upper === null || second < upper)
}

describe('a filter by date', () => {
  it.each(['America/Los_Angeles', 'UTC', 'Pacific/Auckland', 'Asia/Kathmandu'])(
    'admits every wanted second when the API reads days in %s',
    (timeZone) => {
      fc.assert(
        fc.property(cases, ({ lower, upper, second }) => {
          fc.pre(isWanted(lower, upper, second))
          expect(matchesByDay(dateFilter('updated_at', { lower, upper }, 'calendar-day'), second, timeZone)).toBe(true)
        }),
        { numRuns: 300 },
      )
    },
  )

  it('admits every wanted second when the API reads seconds, strictly or not', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(0 as const, 1 as const), ({ lower, upper, second }, slack) => {
        fc.pre(isWanted(lower, upper, second))
        expect(matchesBySecond(dateFilter('updated_at', { lower, upper }, 'second'), second, slack)).toBe(true)
        expect(matchesBySecond(dateFilter('updated_at', { lower, upper }, 'calendar-day'), second, 0)).toBe(true)
      }),
    )
  })

  it('admits no more than two days around the bounds', () => {
    const filter = dateFilter('updated_at', { lower: 1_700_000_000, upper: null }, 'calendar-day')
    expect(matchesByDay(filter, 1_700_000_000 - 2 * 86_400, 'Pacific/Auckland')).toBe(false)
  })

  it('nests no deeper than the two levels that the API takes', () => {
    const depth = (filter: Filter): number => ('field' in filter ? 0 : 1 + Math.max(...filter.value.map(depth)))
    expect(depth(dateFilter('updated_at', { lower: 1, upper: 2 }, 'calendar-day'))).toBe(2)
  })
})

import { Temporal } from 'temporal-polyfill'

import type { DateMatching } from './search-query.ts'

/** Where the ranges of a search may be cut, in unix seconds. */
export interface SearchGrid {
  /** The last bound at or before a second. */
  floor(second: number): number
  /** The first bound at or after a second. */
  ceiling(second: number): number
  /** Up to `count` bounds between two seconds, evenly spread, in ascending order; none of them at `after` or `before`. */
  between(after: number, before: number, count: number): readonly number[]
}

/**
 * Searches that read days can be cut at midnights of the workspace's timezone. Where that is not known, at those of UTC:
 * the filters admit the whole day of each bound in any timezone, so ranges then overlap by up to a day.
 */
export function createSearchGrid(matching: DateMatching, timezone: string | null): SearchGrid {
  return matching === 'second' ? wholeSeconds : midnightsOf(timezone)
}

const wholeSeconds: SearchGrid = {
  floor: (second) => Math.floor(second),
  ceiling: (second) => Math.ceil(second),
  between: (after, before, count) => spread(after, before, count, (second) => Math.floor(second)),
}

function midnightsOf(timezone: string | null): SearchGrid {
  const zone = knownZone(timezone)
  const dayOf = (second: number): Temporal.ZonedDateTime =>
    Temporal.Instant.fromEpochMilliseconds(Math.floor(second) * 1000)
      .toZonedDateTimeISO(zone)
      .startOfDay()
  const floor = (second: number): number => dayOf(second).epochMilliseconds / 1000
  return {
    floor,
    ceiling(second) {
      const start = floor(second)
      return start >= second ? start : dayOf(second).add({ days: 1 }).startOfDay().epochMilliseconds / 1000
    },
    between: (after, before, count) => spread(after, before, count, floor),
  }
}

/** A name that this machine's list of timezones does not have counts as unknown. */
function knownZone(timezone: string | null): string {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timezone ?? 'UTC').timeZoneId
  } catch {
    return 'UTC'
  }
}

/** Of close bounds, the range may hold fewer than asked for, but at least one where there is one at all. */
function spread(after: number, before: number, count: number, floor: (second: number) => number): readonly number[] {
  const bounds = new Set<number>()
  for (let index = 1; index <= count; index += 1) {
    const bound = floor(after + ((before - after) * index) / (count + 1))
    if (bound > after && bound < before) bounds.add(bound)
  }
  const last = floor(before - 1)
  if (bounds.size === 0 && count > 0 && last > after && last < before) bounds.add(last)
  return [...bounds].toSorted((one, other) => one - other)
}

/**
 * Up to `count` bounds between `position` and `end`, which lies after or before it. Where what follows seems to end well
 * before that, `reach` seconds on, they lie there, and one behind it sets off the rest. In ascending order.
 */
export function boundsTowards(
  grid: SearchGrid,
  position: number,
  end: number,
  reach: number,
  count: number,
): readonly number[] {
  const isForward = end > position
  const far = Math.max(1, reach)
  const horizon = isForward ? grid.ceiling(position + far) : grid.floor(position - far)
  const isBeyondEnd = isForward ? horizon >= end : horizon <= end
  const [first, last] = [position, isBeyondEnd ? end : horizon].toSorted((one, other) => one - other)
  const near = grid.between(first ?? position, last ?? position, isBeyondEnd ? count : count - 1)
  if (isBeyondEnd || count < 1) return near
  return isForward ? [...near, horizon] : [horizon, ...near]
}

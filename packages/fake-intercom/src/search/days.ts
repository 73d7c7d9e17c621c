import { FakeIntercomError } from '../error.ts'

/** A stretch of time in unix seconds, the end exclusive. */
interface Day {
  readonly start: number
  readonly end: number
}

/** Finds the calendar day around an instant, in a timezone. */
export type DayAround = (seconds: number) => Day

const dayMs = 86_400_000
const knownLimit = 10_000

/** Days as the clocks of a timezone (an IANA name) count them: 23 and 25 hours long where the clocks change. */
export function createDays(timezone: string): DayAround {
  const format = createFormat(timezone)

  /** What the clocks on the wall show, as if they showed UTC. */
  function wallTime(instantMs: number): number {
    const parts: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(instantMs)) {
      parts[type] = Number(value)
    }
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second)
  }

  /** The first instant of a day given by its midnight on the wall; where clocks skip midnight it is a later hour. */
  function startOf(midnight: number): number {
    const instants = [midnight - dayMs, midnight + dayMs]
      .map((near) => midnight - (wallTime(near) - near))
      .filter((instant) => Math.floor(wallTime(instant) / dayMs) * dayMs === midnight)
    return Math.min(...instants)
  }

  // Queries name the same few days over and over, and asking for the time on the wall is slow.
  const known = new Map<number, Day>()
  return (seconds) => {
    const day = known.get(seconds)
    if (day !== undefined) {
      return day
    }
    const midnight = Math.floor(wallTime(seconds * 1000) / dayMs) * dayMs
    const found = { start: startOf(midnight) / 1000, end: startOf(midnight + dayMs) / 1000 }
    if (known.size >= knownLimit) {
      known.clear()
    }
    known.set(seconds, found)
    return found
  }
}

function createFormat(timezone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch (cause) {
    throw new FakeIntercomError('INVALID_OPTION', `There is no timezone ${timezone}; give an IANA name.`, { cause })
  }
}

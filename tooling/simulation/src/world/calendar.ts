import { Temporal } from 'temporal-polyfill'

/** The days of one timezone, in unix seconds. */
export interface Calendar {
  /** The midnight that the day of a second begins at. */
  startOfDay(second: number): number
  /** The midnight after it. */
  endOfDay(second: number): number
}

const daySeconds = 86_400
const calendars = new Map<string, Calendar>()

/** Exact from 2025 to 2027, days of UTC beyond. */
export function calendarOf(timezone: string): Calendar {
  const known = calendars.get(timezone)
  if (known !== undefined) return known
  const calendar = createCalendar(midnightsOf(timezone))
  calendars.set(timezone, calendar)
  return calendar
}

function midnightsOf(timezone: string): readonly number[] {
  const midnights: number[] = []
  let day = Temporal.PlainDate.from('2025-12-01')
  while (day.year < 2027) {
    midnights.push(day.toZonedDateTime(timezone).epochMilliseconds / 1000)
    day = day.add({ days: 1 })
  }
  return midnights
}

function createCalendar(midnights: readonly number[]): Calendar {
  const [first = 0] = midnights
  const last = midnights.at(-1) ?? 0
  const indexOf = (second: number): number => {
    let index = Math.min(midnights.length - 1, Math.max(0, Math.floor((second - first) / daySeconds)))
    while ((midnights[index + 1] ?? Infinity) <= second) index += 1
    while (index > 0 && (midnights[index] ?? 0) > second) index -= 1
    return index
  }
  const isKnown = (second: number): boolean => second >= first && second < last
  return {
    startOfDay: (second) =>
      isKnown(second) ? (midnights[indexOf(second)] ?? 0) : Math.floor(second / daySeconds) * daySeconds,
    endOfDay: (second) =>
      isKnown(second) ? (midnights[indexOf(second) + 1] ?? 0) : (Math.floor(second / daySeconds) + 1) * daySeconds,
  }
}

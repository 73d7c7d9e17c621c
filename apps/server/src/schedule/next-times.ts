import { IngestError } from '@ingestr/contract'
import { Cron } from 'croner'

const unitsMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 24 * 3_600_000 }
const mostMs = 366 * 24 * 3_600_000

/** When a sync is due. */
export interface Schedule {
  /** The first time after `at`, in milliseconds since the epoch; null where there is none. */
  next(at: number): number | null
}

/**
 * Reads `every 15m` (also `2h`, `1d`), or five fields of cron, which go by the clocks of `timezone`.
 * @throws IngestError `INVALID_SCHEDULE`
 */
export function readSchedule(text: string, timezone: string): Schedule {
  if (!isTimezone(timezone)) {
    throw new IngestError(
      'INVALID_SCHEDULE',
      `${shown(timezone)} is no time zone. Write one such as UTC or Europe/Lisbon.`,
    )
  }
  const [, count, unit = ''] = /^every\s+(\d{1,5})\s*([mhd])$/.exec(text.trim()) ?? []
  return count === undefined ? readCron(text, timezone) : readEvery(Number(count), unit)
}

/** The next times, at most `count`. */
export function nextTimes(schedule: Schedule, after: number, count: number): readonly number[] {
  const times: number[] = []
  while (times.length < count) {
    const next = schedule.next(times.at(-1) ?? after)
    if (next === null) break
    times.push(next)
  }
  return times
}

function readEvery(count: number, unit: string): Schedule {
  const everyMs = count * (unitsMs[unit] ?? 0)
  if (everyMs === 0 || everyMs > mostMs) {
    throw new IngestError('INVALID_SCHEDULE', 'every … takes from 1m to 366d, such as every 15m, every 2h, every 1d.')
  }
  return { next: (at) => (Math.floor(at / everyMs) + 1) * everyMs }
}

function readCron(text: string, timezone: string): Schedule {
  try {
    const cron = new Cron(text.trim(), { timezone, mode: '5-part', paused: true })
    const schedule: Schedule = { next: (at) => cron.nextRun(new Date(at))?.getTime() ?? null }
    if (schedule.next(Date.UTC(2026, 0, 1)) !== null) return schedule
  } catch {
    // Told below, in words of our own.
  }
  throw new IngestError(
    'INVALID_SCHEDULE',
    `${shown(text)} is no schedule. Write five fields of cron, such as 0 3 * * * for three in the night, or every 15m.`,
  )
}

function isTimezone(timezone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function shown(text: string): string {
  return /^[\w*/,\-+ ]{1,40}$/.test(text) ? `“${text}”` : 'This'
}

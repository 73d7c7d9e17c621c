import { IngestError } from '@ingestr/contract'

import { quote } from './quote.ts'

const layout =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d:\d\d)(?:[.,](?<fraction>\d{1,9}))?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/

/**
 * Reads `2026-11-23`, `2026-11-23T08:30:00`, `2026-11-23 08:30:00`, each time with a fraction and a zone (`Z`, `+01:00`,
 * `+0100`) where wanted; without a zone it is UTC. Returns milliseconds since the epoch, rounded up: records have whole
 * seconds, so no record moves to the other side of a bound.
 */
export function parseInstant(text: string, flag: string): number {
  const { date, time = '00:00:00', fraction = '', zone = 'Z' } = layout.exec(text)?.groups ?? {}
  // `Date` takes the 31st of a short month for the 1st of the next one.
  if (date === undefined || !isDay(date)) throw invalid(text, flag)
  const instant = Date.parse(`${date}T${time}${normalizeZone(zone)}`)
  if (Number.isNaN(instant)) throw invalid(text, flag)
  return instant + Math.ceil(Number(`0.${fraction || '0'}`) * 1000)
}

function isDay(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date)
}

function normalizeZone(zone: string): string {
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
}

function invalid(text: string, flag: string): IngestError {
  return new IngestError(
    'INVALID_USAGE',
    `${quote(text)} is no date for ${flag}: write 2026-11-23, or 2026-11-23T08:30:00Z.`,
  )
}

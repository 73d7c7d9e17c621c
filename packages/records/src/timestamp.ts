const firstMilliseconds = 100_000_000_000n
const firstBeyond = 100_000_000_000_000n

/** Seconds below 1e11 (the year 5138), milliseconds from there to below 1e14; undefined beyond, as the unit is unknown. */
export function instantOfUnixTime(time: bigint): Date | undefined {
  const size = time < 0n ? -time : time
  if (size >= firstBeyond) return undefined
  return new Date(Number(time) * (size < firstMilliseconds ? 1000 : 1))
}

const isoText =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[T ](?<clock>\d\d:\d\d)(?<second>:\d\d)?(?:\.(?<fraction>\d+))?(?<zone>Z|[+-]\d\d(?::?\d\d)?)$/

/**
 * The instant of ISO 8601 text with a zone. Undefined for text without a zone, for dates that do not exist, and for
 * fractions finer than a millisecond: a `Date` could not hold those exactly.
 */
export function instantOfIsoText(text: string): Date | undefined {
  const parts = isoText.exec(text)?.groups
  if (parts === undefined) return undefined
  const { year, month, day, clock, second = ':00', fraction = '', zone = '' } = parts
  if (/[1-9]/.test(fraction.slice(3))) return undefined
  const local = `${year}-${month}-${day}T${clock}${second}.${fraction.slice(0, 3).padEnd(3, '0')}`
  // Days past the end of a month would roll over in silence, so the fields must come back as they went in.
  const asUtc = new Date(`${local}Z`)
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString() !== `${local}Z`) return undefined
  const instant = new Date(`${local}${fullZone(zone)}`)
  return Number.isNaN(instant.getTime()) ? undefined : instant
}

function fullZone(zone: string): string {
  if (zone === 'Z') return zone
  return `${zone.slice(0, 3)}:${zone.length > 3 ? zone.slice(-2) : '00'}`
}

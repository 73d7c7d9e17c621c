const unitsMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
])

/** `500ms`, `30s`, `10m`, `1h` or `0` in milliseconds; NaN for what is none of them. */
export function readDuration(text: string): number {
  if (text === '0') return 0
  const { count = '', unit = '' } = /^(?<count>\d{1,9})(?<unit>ms|s|m|h)$/.exec(text)?.groups ?? {}
  return count === '' ? Number.NaN : Number(count) * (unitsMs.get(unit) ?? Number.NaN)
}

/** In words, to the second: `90 s`. */
export function printDuration(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${Math.round(durationMs / 1000)} s`
}

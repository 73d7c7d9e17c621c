/** Sorts by time and does not repeat: milliseconds and 40 random bits, in base 36. */
export function createIdentifier(nowMs: number, random: () => number): string {
  const suffix = Math.floor(random() * 2 ** 40)
    .toString(36)
    .padStart(8, '0')
  return `${nowMs.toString(36)}-${suffix}`
}

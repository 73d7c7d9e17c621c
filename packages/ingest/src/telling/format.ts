/** `60,000`. The same in every locale, so that output can be compared. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** `1 request`, `60,000 requests`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** `4.8 s`, `12 min 5 s`. */
export function formatDuration(durationMs: number): string {
  const seconds = durationMs / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`
}

/** `2026-11-24 08:00 UTC` */
export function formatMoment(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** `20 s`, `35 min`, `3 h`, `12 days`: of the largest unit that fits. */
export function formatAge(ageMs: number): string {
  if (ageMs < 60_000) return `${Math.max(0, Math.floor(ageMs / 1000))} s`
  const minutes = Math.floor(ageMs / 60_000)
  if (minutes < 120) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / (24 * 60))} days`
}

/** `60,000`. The same in every locale, so that output can be compared. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** `4.8 s`, `12 min 5 s`. */
export function formatDuration(durationMs: number): string {
  const seconds = durationMs / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`
}

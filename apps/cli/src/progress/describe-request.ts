import type { Json, Report } from '@ingestr/contract'

/** A request as one line, for `--debug`; undefined for other events. Paths and counts only: neither headers nor bodies. */
export function describeRequest(event: Parameters<Report>[0]): string | undefined {
  if (event.type !== 'request-finished') return undefined
  const { method, path, status, durationMs, attempt, limit, remaining, table } = event
  const answer = status === null ? 'no answer' : shown(status)
  const again = typeof attempt === 'number' && attempt > 1 ? `, attempt ${attempt}` : ''
  const budget = typeof remaining === 'number' ? `, ${remaining} of ${shown(limit)} left` : ''
  const owner = typeof table === 'string' ? ` (${table})` : ''
  return `debug: ${shown(method)} ${shown(path)} ${answer} in ${Math.round(Number(durationMs))} ms${again}${budget}${owner}`
}

function shown(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

import { formatAge, formatCount, formatDuration } from '@ingestr/ingest/telling'

import type { RunRow } from '../store/tables.ts'

/** A moment, exact when hovered over and for programs. */
export function Moment({ at, now }: { readonly at: number | null; readonly now: number }) {
  if (at === null) return <span>never</span>
  const text =
    at > now ? `in ${formatAge(at - now + 59_999)}` : now - at < 60_000 ? 'just now' : `${formatAge(now - at)} ago`
  const exact = new Date(at).toISOString()
  return (
    <time datetime={exact} title={exact}>
      {text}
    </time>
  )
}

/** A moment as clocks of a zone show it: 2026-11-30 03:00. */
export function onTheClock(time: string, timeZone: string): string {
  // The Swedish way to write days and times is that of ISO 8601.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(time))
}

export function Status({ status }: { readonly status: string }) {
  return <span class={`status ${status}`}>{status}</span>
}

export function count(value: number | null): string {
  return value === null ? '–' : formatCount(value)
}

export function took(run: Pick<RunRow, 'started_at' | 'ended_at'>, now: number): string {
  return run.started_at === null ? '–' : formatDuration((run.ended_at ?? now) - run.started_at)
}

const causes: Readonly<Record<RunRow['cause'], string>> = {
  manual: 'by hand',
  api: 'API',
  schedule: 'schedule',
  backfill: 'backfill',
  retry: 'retry',
  resume: 'resumed',
}

export function cause({ cause: name, attempt }: Pick<RunRow, 'cause' | 'attempt'>): string {
  return attempt > 1 ? `${causes[name]} ${attempt}` : causes[name]
}

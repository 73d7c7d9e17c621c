import type { Json, Report } from '@ingestr/contract'

import { formatDuration } from './format.ts'

type Event = Parameters<Report>[0]

/** A shorter pause of the rate limiter is not worth a line. */
const shortWaitMs = 1000

/** Events that are told at once; the others only count. */
export function describeEvent(event: Event): string | undefined {
  const wait = typeof event['delayMs'] === 'number' ? event['delayMs'] : 0
  const text = (field: string): string => textsOf([event[field] ?? '']).join('')
  switch (event.type) {
    case 'run-planned': {
      return `${text('source')}/${text('table')} → ${text('target')} in ${text('location')}: ${text('summary')}`
    }
    case 'request-retried': {
      return `Asking ${text('path')} again in ${formatDuration(wait)} (${text('reason')})`
    }
    case 'rate-limit-waited': {
      return wait < shortWaitMs ? undefined : `Waiting ${formatDuration(wait)} for Intercom's rate limit`
    }
    case 'scroll-waited': {
      return `Waiting ${formatDuration(wait)}: another program is reading the companies of this workspace`
    }
    case 'lock-waited': {
      return `Waiting up to ${formatDuration(wait)}: ${text('reason')}`
    }
    case 'wal-cut': {
      return `${text('path')} was opened at its last whole commit: its WAL ended within the next one, by a kill or a cut. What is missing is read again.`
    }
    case 'scroll-restarted': {
      return 'The list of companies broke off; reading it from the start again'
    }
    case 'partition-restarted': {
      return 'Intercom refused to go on in the middle of a part; reading that part from its start again'
    }
    default: {
      return undefined
    }
  }
}

/** What an event says that is worth a line once, however often it comes. */
export function notesOf(event: Event): readonly string[] {
  if (event.type === 'run-planned') return textsOf(event['notes'])
  if (event.type !== 'page-size-reduced') return []
  return [
    `Pages of ${textsOf([event['table'] ?? '']).join('')} are made smaller, as Intercom could not deliver larger ones.`,
  ]
}

export function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

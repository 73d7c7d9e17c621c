import type { Clock, Json, Report } from '@ingestr/contract'

import { formatCount, formatDuration } from './format.ts'

type Event = Parameters<Report>[0]

/** How long there may be nothing to see while pages arrive. */
const quietMs = 3000
/** A shorter pause of the rate limiter is not worth a line. */
const shortWaitMs = 1000

/** Turns the events of a run into lines of plain text, at most one every few seconds while rows arrive. */
export class Progress {
  readonly #clock: Pick<Clock, 'now'>
  readonly #write: (line: string) => void
  readonly #notes = new Set<string>()
  #requests = 0
  /** Rows received and stored of each table, those left out that are done. */
  readonly #rows = new Map<string, number>()
  /** Tables of this run, in the order in which they were planned. */
  readonly #tables = new Set<string>()
  #lastLineAt: number

  constructor(clock: Pick<Clock, 'now'>, write: (line: string) => void) {
    this.#clock = clock
    this.#write = write
    this.#lastLineAt = clock.now()
  }

  readonly report: Report = (event) => {
    const table = textsOf([event['table'] ?? '']).join('')
    if (event.type === 'request-finished') this.#requests += 1
    if (event.type === 'rows-committed' && typeof event['received'] === 'number') {
      this.#rows.set(table, event['received'])
    }
    const line = describe(event)
    if (line !== undefined) this.#print(line)
    if (event.type === 'run-planned') {
      this.#tables.add(table)
      this.note(...textsOf(event['notes']))
    }
    if (event.type === 'table-finished') this.#finish(table, event)
    this.#printRows()
  }

  /** Prints each note once, however often it comes. */
  note(...notes: readonly string[]): void {
    for (const note of notes) {
      if (!this.#notes.has(note)) this.#print(`Note: ${note}`)
      this.#notes.add(note)
    }
  }

  #printRows(): void {
    if (this.#clock.now() - this.#lastLineAt < quietMs) return
    const requests = `${formatCount(this.#requests)} requests so far`
    if (this.#tables.size <= 1) {
      const [rows = 0] = this.#rows.values()
      this.#print(`${formatCount(rows)} rows stored, ${requests}`)
      return
    }
    const rows = Array.from(this.#rows, ([table, count]) => `${table} ${formatCount(count)}`)
    this.#print(rows.length === 0 ? requests : `Rows stored: ${rows.join(', ')}; ${requests}`)
  }

  /** The end of a table is worth a line where others go on. */
  #finish(table: string, { status, received }: Event): void {
    this.#rows.delete(table)
    if (this.#tables.size <= 1 || status === 'stopped') return
    const rows = typeof received === 'number' ? received : 0
    this.#print(status === 'succeeded' ? `${table} is done: ${formatCount(rows)} rows` : `${table} failed; see below`)
  }

  #print(line: string): void {
    this.#write(line)
    this.#lastLineAt = this.#clock.now()
  }
}

/** Events that are told at once; the others only count. */
function describe(event: Event): string | undefined {
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
    case 'scroll-restarted': {
      return 'The list of companies broke off; reading it from the start again'
    }
    case 'page-size-reduced': {
      return 'Asking for smaller pages, as Intercom could not deliver the last one'
    }
    case 'partition-restarted': {
      return 'Intercom refused to go on in the middle of a part; reading that part from its start again'
    }
    default: {
      return undefined
    }
  }
}

function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

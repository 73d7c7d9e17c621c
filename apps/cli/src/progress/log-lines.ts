import type { Clock, Report } from '@ingestr/contract'
import { countOf, describeEvent, formatCount, notesOf, textsOf } from '@ingestr/ingest/telling'

type Event = Parameters<Report>[0]

/** How long there may be nothing to see while pages arrive. */
const quietMs = 3000

/** Turns the events of a run into lines of plain text, at most one every few seconds while rows arrive. */
export class LogLines {
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
    const line = describeEvent(event)
    if (line !== undefined) this.#print(line)
    if (event.type === 'run-planned') this.#tables.add(table)
    this.note(...notesOf(event))
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
    const requests = `${countOf(this.#requests, 'request')} so far`
    if (this.#tables.size <= 1) {
      const [rows = 0] = this.#rows.values()
      this.#print(`${countOf(rows, 'row')} stored, ${requests}`)
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
    this.#print(status === 'succeeded' ? `${table} is done: ${countOf(rows, 'row')}` : `${table} failed; see below`)
  }

  #print(line: string): void {
    this.#write(line)
    this.#lastLineAt = this.#clock.now()
  }
}

import type { Report } from '@ingestr/contract'

type Event = Parameters<Report>[0]

/** How far a table is, as its events tell. */
export interface TableProgress {
  readonly table: string
  readonly status: 'waiting' | 'running' | 'succeeded' | 'stopped' | 'failed'
  /** Rows received and stored. */
  readonly rows: number
  /** Records that the source counts; undefined where it has not said, or where only what changed is read. */
  readonly total: number | undefined
  /** Rows a second, lately; undefined while too little is known. */
  readonly rate: number | undefined
}

/** How far a run is. */
export interface RunProgress {
  readonly tables: readonly TableProgress[]
  readonly requests: number
  readonly retries: number
  /** Requests of the rate limit's window, and how many are left; undefined while the API has not said. */
  readonly budget: { readonly limit: number; readonly remaining: number } | undefined
}

type Mark = { readonly at: number; readonly rows: number }
type Entry = { -readonly [key in keyof Omit<TableProgress, 'rate'>]: TableProgress[key] } & { marks: Mark[] }

/** The rate is that of so much time. */
const rateSpanMs = 5000
const marksKept = 50

/** Adds up the events of a run. */
export class ProgressTally {
  readonly #tables = new Map<string, Entry>()
  #requests = 0
  #retries = 0
  #budget: RunProgress['budget']

  count(event: Event, now: number): void {
    const { type, table } = event
    if (type === 'request-finished') {
      this.#requests += 1
      const { limit, remaining } = event
      if (typeof limit === 'number' && typeof remaining === 'number') this.#budget = { limit, remaining }
    }
    if (type === 'request-retried') this.#retries += 1
    if (typeof table === 'string') this.#countTable(this.#entry(table, now), event, now)
  }

  read(now: number): RunProgress {
    const tables = Array.from(this.#tables.values(), ({ marks, ...entry }) => ({ ...entry, rate: rateOf(marks, now) }))
    return { tables, requests: this.#requests, retries: this.#retries, budget: this.#budget }
  }

  #entry(table: string, now: number): Entry {
    const known = this.#tables.get(table)
    if (known !== undefined) return known
    const entry: Entry = { table, status: 'waiting', rows: 0, total: undefined, marks: [{ at: now, rows: 0 }] }
    this.#tables.set(table, entry)
    return entry
  }

  #countTable(entry: Entry, event: Event, now: number): void {
    const { type, count, received, status } = event
    if (type === 'run-planned' && entry.status === 'waiting') entry.status = 'running'
    if (type === 'records-counted' && typeof count === 'number') entry.total = count
    if (type === 'rows-committed' && typeof received === 'number') {
      entry.rows = received
      entry.marks = [...entry.marks.slice(1 - marksKept), { at: now, rows: received }]
    }
    if (type !== 'table-finished') return
    if (status === 'succeeded' || status === 'stopped' || status === 'failed') entry.status = status
    if (typeof received === 'number') entry.rows = received
  }
}

function rateOf(marks: readonly Mark[], now: number): number | undefined {
  const last = marks.at(-1)
  if (last === undefined || last.rows === 0) return undefined
  const first = marks.findLast(({ at }) => at <= last.at - rateSpanMs) ?? marks[0] ?? last
  // A table that has stalled is told as getting slower.
  const seconds = Math.max(now - rateSpanMs > last.at ? now - first.at : last.at - first.at, 1) / 1000
  return (last.rows - first.rows) / seconds
}

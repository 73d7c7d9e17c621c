import type { Clock, Json, Report } from '@ingestr/contract'
import type { SyncResult } from '@ingestr/ingest'

import type { Terminal } from '../terminal.ts'
import type { RunView } from './run-view.ts'

/** One JSON object a line, each with the time `at` and a `type`; `schemas/events.schema.json` has them all. */
export function createJsonView(terminal: Terminal, clock: Pick<Clock, 'now'>): RunView {
  return new JsonView(terminal, clock)
}

class JsonView implements RunView {
  readonly #terminal: Terminal
  readonly #clock: Pick<Clock, 'now'>
  readonly #notes = new Set<string>()

  constructor(terminal: Terminal, clock: Pick<Clock, 'now'>) {
    this.#terminal = terminal
    this.#clock = clock
  }

  readonly report: Report = (event) => {
    this.#terminal.tell(this.#line(event))
  }

  note(...notes: readonly string[]): void {
    for (const text of notes) {
      if (!this.#notes.has(text)) this.#terminal.tell(this.#line({ type: 'note', text }))
      this.#notes.add(text)
    }
  }

  tell(text: string): void {
    this.#terminal.tell(this.#line({ type: 'message', text }))
  }

  warn(text: string): void {
    this.#terminal.tell(this.#line({ type: 'warning', text }))
  }

  result(result: SyncResult, location: string): void {
    const { runId, source, table, target, status, durationMs, counts, remaining, schemaChanges, warnings } = result
    const changes = schemaChanges.map(({ column, from, to }) => ({ column, from, to }))
    const main = { runId, source, table, target, location, status, durationMs, counts: { ...counts }, remaining }
    this.#terminal.print(this.#line({ type: 'table-result', ...main, schemaChanges: changes, warnings }))
  }

  fail(message: string, code: string): void {
    this.#terminal.tell(this.#line({ type: 'failure', code, message }))
  }

  settle(): void {}

  #line({ type, ...fields }: { readonly type: string; readonly [key: string]: Json }): string {
    return JSON.stringify({ at: new Date(this.#clock.now()).toISOString(), type, ...fields })
  }
}

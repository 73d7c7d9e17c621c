import { clearScreenDown, moveCursor } from 'node:readline'

import type { Clock, Report } from '@ingestr/contract'
import type { SyncResult } from '@ingestr/ingest'
import { createLogUpdate } from 'log-update'
import { describeEvent, notesOf, ProgressTally } from '@ingestr/ingest/telling'

import { describeResult, printAudit, printSummary } from '../summary.ts'
import type { Terminal } from '../terminal.ts'
import { drawProgress } from './draw-progress.ts'
import type { RunView } from './run-view.ts'

/** Fast enough to look alive, slow enough to be read. */
const redrawMs = 200
const usualWidth = 80

/** Where it is drawn. */
export interface InteractiveOptions {
  readonly terminal: Terminal
  readonly clock: Pick<Clock, 'now'>
  readonly stream: NodeJS.WriteStream
  /** Whether the results are read by people too. */
  readonly isStdoutTerminal: boolean
}

/** Lines that are drawn anew in place while the run goes on; what is worth keeping is printed above them. */
export function createInteractiveView(options: InteractiveOptions): RunView {
  return new InteractiveView(options)
}

class InteractiveView implements RunView {
  readonly #options: InteractiveOptions
  readonly #tally = new ProgressTally()
  readonly #notes = new Set<string>()
  readonly #draw: ReturnType<typeof createLogUpdate>
  readonly #timer: NodeJS.Timeout
  #isSettled = false
  #hasResults = false
  #drawn: readonly string[] = []

  constructor(options: InteractiveOptions) {
    this.#options = options
    // The cursor stays: hiding it would need handlers of signals, which are the run's.
    this.#draw = createLogUpdate(options.stream, { showCursor: true })
    this.#timer = setInterval(() => this.#redraw(), redrawMs)
    this.#timer.unref()
  }

  readonly report: Report = (event) => {
    this.#tally.count(event, this.#options.clock.now())
    this.note(...notesOf(event))
    // Waits and retries of requests are in the numbers; longer ones are worth a line.
    const isCounted = ['run-planned', 'request-retried', 'rate-limit-waited'].includes(event.type)
    const line = isCounted ? undefined : describeEvent(event)
    if (line !== undefined) this.tell(line)
  }

  note(...notes: readonly string[]): void {
    for (const note of notes) {
      if (!this.#notes.has(note)) this.tell(`Note: ${note}`)
      this.#notes.add(note)
    }
  }

  tell(line: string): void {
    this.#clear()
    this.#options.terminal.tell(line)
    if (!this.#isSettled) this.#redraw()
  }

  warn(text: string): void {
    this.tell(`Warning: ${text}`)
  }

  result(result: SyncResult, location: string): void {
    this.settle()
    const { terminal, isStdoutTerminal } = this.#options
    if (!isStdoutTerminal) {
      terminal.tell(printAudit(result))
      terminal.print(printSummary(result, location))
      return
    }
    if (!this.#hasResults) terminal.print(`Into ${location}`)
    this.#hasResults = true
    terminal.print(describeResult(result))
  }

  fail(message: string): void {
    this.settle()
    this.#options.terminal.fail(message)
  }

  settle(): void {
    if (this.#isSettled) return
    this.#isSettled = true
    clearInterval(this.#timer)
    this.#clear()
  }

  #redraw(): void {
    const { clock } = this.#options
    if (this.#wrappedRows() > 0) this.#clear()
    // The last column stays free: some terminals wrap a line that fills it.
    this.#drawn = drawProgress(this.#tally.read(clock.now()), this.#columns() - 1)
    this.#draw(this.#drawn.join('\n'))
  }

  #clear(): void {
    const { stream } = this.#options
    const wrapped = this.#wrappedRows()
    this.#drawn = []
    this.#draw.clear()
    if (wrapped === 0) return
    moveCursor(stream, 0, -wrapped)
    clearScreenDown(stream)
  }

  /** Rows that what is drawn takes beyond its lines, since the terminal was made narrower and wrapped them. */
  #wrappedRows(): number {
    const columns = this.#columns()
    return this.#drawn.reduce((sum, { length }) => sum + Math.max(0, Math.ceil(length / columns) - 1), 0)
  }

  #columns(): number {
    return this.#options.stream.columns || usualWidth
  }
}

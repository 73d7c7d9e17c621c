import type { Clock, Report } from '@ingestr/contract'
import type { SyncResult } from '@ingestr/ingest'

import { printAudit, printSummary } from '../summary.ts'
import type { Terminal } from '../terminal.ts'
import { describeRequest } from './describe-request.ts'
import { LogLines } from './log-lines.ts'
import type { RunView } from './run-view.ts'

/** Plain lines, for files and for whoever reads along. */
export function createLogView(
  terminal: Terminal,
  clock: Pick<Clock, 'now'>,
  { debug }: { readonly debug: boolean },
): RunView {
  return new LogView(terminal, clock, debug)
}

class LogView implements RunView {
  readonly #terminal: Terminal
  readonly #lines: LogLines
  readonly #debug: boolean

  constructor(terminal: Terminal, clock: Pick<Clock, 'now'>, debug: boolean) {
    this.#terminal = terminal
    this.#lines = new LogLines(clock, terminal.tell)
    this.#debug = debug
  }

  readonly report: Report = (event) => {
    const request = this.#debug ? describeRequest(event) : undefined
    if (request !== undefined) this.#terminal.tell(request)
    this.#lines.report(event)
  }

  note(...notes: readonly string[]): void {
    this.#lines.note(...notes)
  }

  tell(line: string): void {
    this.#terminal.tell(line)
  }

  warn(text: string): void {
    this.#terminal.tell(`Warning: ${text}`)
  }

  result(result: SyncResult, location: string): void {
    this.#terminal.tell(printAudit(result))
    this.#terminal.print(printSummary(result, location))
  }

  fail(message: string): void {
    this.#terminal.fail(message)
  }

  settle(): void {}
}

import type { Clock } from '@ingestr/contract'

import type { ProgressForm } from '../read-settings.ts'
import type { Terminal } from '../terminal.ts'
import { createJsonView } from './json-view.ts'
import { createLogView } from './log-view.ts'
import type { RunView } from './run-view.ts'

/** What decides on the form, and where it is shown. */
export interface ViewOptions {
  readonly form: ProgressForm | undefined
  readonly debug: boolean
  readonly terminal: Terminal
  readonly clock: Pick<Clock, 'now'>
  readonly process: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env'>
}

/** The view of the form that was asked for; else redrawn lines in a terminal, and plain ones elsewhere, and with `--debug`. */
export async function createView({ form, debug, terminal, clock, process }: ViewOptions): Promise<RunView> {
  const { stdout, stderr, env } = process
  if (form === 'json') return createJsonView(terminal, clock)
  const canRedraw = stderr.isTTY && env['TERM'] !== 'dumb'
  const isWished = form === 'interactive' || (form === undefined && (env['CI'] ?? '') === '')
  if (!canRedraw || !isWished || debug) {
    const view = createLogView(terminal, clock, { debug })
    if (form === 'interactive')
      view.note(`--progress interactive needs a terminal${debug ? ' and no --debug' : ''}: these are plain lines.`)
    return view
  }
  const { createInteractiveView } = await import('./interactive-view.ts')
  return createInteractiveView({ terminal, clock, stream: stderr, isStdoutTerminal: stdout.isTTY })
}

import type { IngestResult } from '@ingestr/ingest'

import { listenForInterruption, exitCodeOf } from './interruption.ts'
import { Progress } from './progress.ts'
import type { IngestSettings } from './settings.ts'
import { printSummary } from './summary.ts'
import type { Terminal } from './terminal.ts'

/** Runs `ingestr ingest`: progress to stderr, the result to stdout. Returns the exit code. */
export async function runIngest(settings: IngestSettings, terminal: Terminal): Promise<number> {
  // Loaded now, so that help and a mistyped flag do not wait for DuckDB.
  const { createSystemRuntime, ingest } = await import('@ingestr/ingest')
  const runtime = createSystemRuntime()
  const progress = new Progress(runtime.clock, terminal.tell)
  using interruption = listenForInterruption({ process, now: () => runtime.clock.now(), write: terminal.tell })
  const { stop, abort: signal } = interruption
  try {
    const result = await ingest({ ...settings, runtime, stop, signal, report: progress.report })
    progress.note(...result.notes)
    tellSchemaChanges(result, terminal)
    terminal.print(printSummary(result))
    if (result.status === 'succeeded') return 0
    terminal.tell('Stopped before the end. The next run goes on from here.')
  } catch (error) {
    if (signal.aborted) terminal.tell('Stopped at once. What was stored stays; the next run goes on from there.')
    else if (error === stop.reason) terminal.tell('Stopped before anything was read.')
    else throw error
  }
  return exitCodeOf(interruption.signal ?? 'SIGINT')
}

function tellSchemaChanges({ schemaChanges }: IngestResult, terminal: Terminal): void {
  for (const { column, from, to } of schemaChanges) {
    terminal.tell(from === null ? `New column: ${column} ${to}` : `Column ${column}: ${from} became ${to}`)
  }
}

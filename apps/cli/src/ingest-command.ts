import type { IngestResult, SyncResult } from '@ingestr/ingest'

import { describeFailure } from './failure.ts'
import { describeChanges } from './schema-changes.ts'
import { listenForInterruption, exitCodeOf } from './interruption.ts'
import { createView } from './progress/create-view.ts'
import type { RunView } from './progress/run-view.ts'
import type { IngestSettings } from './read-settings.ts'
import { describeStop } from './summary.ts'
import { describeFailures } from './table-failures.ts'
import type { Terminal } from './terminal.ts'

/**
 * Runs `ingestr ingest`: progress to stderr, the results to stdout. Returns the exit code: that of an interruption only where
 * nothing failed, 3 where some tables failed and others are done.
 */
export async function runIngest(given: IngestSettings, terminal: Terminal): Promise<number> {
  const { notes, progress: form, debug, ...settings } = given
  // Loaded now, so that help and a mistyped flag do not wait for DuckDB.
  const { createSystemRuntime, ingest } = await import('@ingestr/ingest')
  const runtime = createSystemRuntime()
  const view = await createView({ form, debug, terminal, clock: runtime.clock, process })
  view.note(...notes)
  const now = (): number => runtime.clock.now()
  using interruption = listenForInterruption({ process, now, write: (line) => view.tell(line) })
  const { stop, abort: signal } = interruption
  try {
    const result = await ingest({ ...settings, runtime, stop, signal, report: view.report })
    view.settle()
    tellResult(result, view)
    // What failed by itself needs a person; what was only interrupted needs the same command again.
    if (result.status === 'failed') return result.tables.some(({ status }) => status === 'succeeded') ? 3 : 1
    if (result.status === 'succeeded') return 0
  } catch (error) {
    view.settle()
    if (signal.aborted) view.tell('Stopped at once. What was stored stays; the next run goes on from there.')
    else if (error === stop.reason) view.tell('Stopped before anything was read.')
    else {
      const { message, code, exitCode } = describeFailure(error)
      view.fail(message, code)
      return exitCode
    }
  }
  return exitCodeOf(interruption.signal ?? 'SIGINT')
}

function tellResult({ tables, location }: IngestResult, view: RunView): void {
  for (const { schemaChanges, notes, warnings } of tables) {
    view.note(...notes)
    for (const line of describeChanges(schemaChanges)) view.tell(line)
    for (const warning of warnings) view.warn(warning)
  }
  const results = tables.filter((table): table is SyncResult => table.status !== 'failed')
  for (const result of results) view.result(result, location)
  const stopped = results.filter(({ status }) => status === 'stopped')
  if (stopped.length > 0) view.tell(describeStop(stopped))
  for (const { message, code } of describeFailures(tables)) view.fail(message, code)
}

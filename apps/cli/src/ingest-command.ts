import type { IngestResult, SyncResult } from '@ingestr/ingest'

import { describeChanges } from './schema-changes.ts'
import { listenForInterruption, exitCodeOf } from './interruption.ts'
import { Progress } from './progress.ts'
import type { IngestSettings } from './read-settings.ts'
import { describeStop, printSummary } from './summary.ts'
import { describeFailures } from './table-failures.ts'
import type { Terminal } from './terminal.ts'

/**
 * Runs `ingestr ingest`: progress to stderr, the results to stdout. Returns the exit code: that of an interruption only where
 * nothing failed, 3 where some tables failed and others are done.
 */
export async function runIngest({ notes, ...settings }: IngestSettings, terminal: Terminal): Promise<number> {
  // Loaded now, so that help and a mistyped flag do not wait for DuckDB.
  const { createSystemRuntime, ingest } = await import('@ingestr/ingest')
  const runtime = createSystemRuntime()
  const progress = new Progress(runtime.clock, terminal.tell)
  progress.note(...notes)
  using interruption = listenForInterruption({ process, now: () => runtime.clock.now(), write: terminal.tell })
  const { stop, abort: signal } = interruption
  try {
    const result = await ingest({ ...settings, runtime, stop, signal, report: progress.report })
    tellResult(result, progress, terminal)
    // What failed by itself needs a person; what was only interrupted needs the same command again.
    if (result.status === 'failed') return result.tables.some(({ status }) => status === 'succeeded') ? 3 : 1
    if (result.status === 'succeeded') return 0
  } catch (error) {
    if (signal.aborted) terminal.tell('Stopped at once. What was stored stays; the next run goes on from there.')
    else if (error === stop.reason) terminal.tell('Stopped before anything was read.')
    else throw error
  }
  return exitCodeOf(interruption.signal ?? 'SIGINT')
}

function tellResult({ tables, location }: IngestResult, progress: Progress, terminal: Terminal): void {
  for (const { schemaChanges, notes, warnings } of tables) {
    progress.note(...notes)
    for (const line of describeChanges(schemaChanges)) terminal.tell(line)
    for (const warning of warnings) terminal.tell(`Warning: ${warning}`)
  }
  const results = tables.filter((table): table is SyncResult => table.status !== 'failed')
  for (const result of results) terminal.print(printSummary(result, location))
  const stopped = results.filter(({ status }) => status === 'stopped')
  if (stopped.length > 0) terminal.tell(describeStop(stopped))
  for (const failure of describeFailures(tables)) terminal.fail(failure)
}

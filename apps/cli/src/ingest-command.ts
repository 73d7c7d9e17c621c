import type { IngestResult, SyncResult } from '@ingestr/ingest'
import { describeChanges } from '@ingestr/ingest/telling'

import { describeCommandFailure } from './failure.ts'
import { listenForInterruption, exitCodeOf, type Interruption } from './interruption.ts'
import { createView } from './progress/create-view.ts'
import type { RunView } from './progress/run-view.ts'
import type { IngestSettings } from './read-settings.ts'
import { checkReportPath } from './report/report-file.ts'
import { recordView } from './report/reported-view.ts'
import { ReportRecorder, type RunReport } from './report/run-report.ts'
import { describeStop } from './summary.ts'
import { describeFailures } from './table-failures.ts'
import type { Terminal } from './terminal.ts'

/**
 * Runs `ingestr ingest`: progress to stderr, the results to stdout. Returns the exit code: that of an interruption only where
 * nothing failed, 3 where some tables failed and others are done.
 */
export async function runIngest(given: IngestSettings, terminal: Terminal): Promise<number> {
  const { notes, progress: form, debug, report: path, ...settings } = given
  if (path !== undefined) await checkReportPath(path)
  // Loaded now, so that help and a mistyped flag do not wait for DuckDB.
  const { createSystemRuntime, ingest } = await import('@ingestr/ingest')
  const runtime = createSystemRuntime()
  const now = (): number => runtime.clock.now()
  const recorder = path === undefined ? undefined : new ReportRecorder(now)
  const plain = await createView({ form, debug, terminal, clock: runtime.clock, process })
  const view = recorder === undefined ? plain : recordView(plain, recorder)
  view.note(...notes)
  const copy = async (signals: Interruption): Promise<IngestResult> => {
    const { stop, abort: signal } = signals
    const result = await ingest({ ...settings, runtime, stop, signal, report: view.report })
    recorder?.ended(result)
    return result
  }
  using interruption = listenForInterruption({ process, now, write: (line) => view.tell(line) })
  const exitCode = await follow(copy, view, interruption)
  return recorder === undefined || path === undefined ? exitCode : await report(recorder.read(), path, view, exitCode)
}

/** Tells what comes of a run, and gives its exit code. */
async function follow(
  copy: (signals: Interruption) => Promise<IngestResult>,
  view: RunView,
  interruption: Interruption,
): Promise<number> {
  try {
    const result = await copy(interruption)
    view.settle()
    tellResult(result, view)
    // What failed by itself needs a person; what was only interrupted needs the same command again.
    if (result.status === 'failed') return result.tables.some(({ status }) => status === 'succeeded') ? 3 : 1
    if (result.status === 'succeeded') return 0
  } catch (error) {
    view.settle()
    if (interruption.abort.aborted) {
      view.tell('Stopped at once. What was stored stays; the next run goes on from there.')
    } else if (error === interruption.stop.reason) view.tell('Stopped before anything was read.')
    else return tellFailure(error, view)
  }
  return exitCodeOf(interruption.signal ?? 'SIGINT')
}

/** A run is not undone by a report that fails; but it is told, and shows in the exit code. */
async function report(run: RunReport, path: string, view: RunView, exitCode: number): Promise<number> {
  try {
    const { makeReport } = await import('./report/make-report.ts')
    await makeReport(run, path)
    view.tell(`The report is in ${path}.`)
    return exitCode
  } catch (error) {
    const own = tellFailure(error, view)
    return exitCode === 0 ? own : exitCode
  }
}

function tellFailure(error: unknown, view: RunView): number {
  const { message, code, exitCode } = describeCommandFailure(error)
  view.fail(message, code)
  return exitCode
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

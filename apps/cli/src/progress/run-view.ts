import type { Report } from '@ingestr/contract'
import type { SyncResult } from '@ingestr/ingest'

/** How a run is shown while it goes on, and what came of it. Results go to stdout, everything else to stderr. */
export interface RunView {
  /** Gets every event of the run. */
  readonly report: Report
  /** What the user should know; each is told once, however often it comes. */
  note(...notes: readonly string[]): void
  tell(line: string): void
  warn(text: string): void
  result(result: SyncResult, location: string): void
  /** What one table, or the run, failed with: its code, and a sentence for people. */
  fail(message: string, code: string): void
  /** Nothing moves any more; what was drawn is taken away. Harmless when it is done twice. */
  settle(): void
}

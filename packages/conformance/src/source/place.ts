import type { Source } from '@ingestr/contract'

/** Data of its own for one case, that do not change by themselves, and a source that reads them. */
export interface SourcePlace extends AsyncDisposable {
  /** A source, opened anew: it knows only what it is given. */
  open(): Promise<Source>
  /** What was asked of the other side so far that would change something there, one line each. */
  changes(): readonly string[]
}

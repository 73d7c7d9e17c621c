import { type CallOptions, IngestError, type Runtime } from '@ingestr/contract'
import { forgetEntry, readState } from '@ingestr/state-kysely'

import { createDestination } from './connectors.ts'
import type { SourceSettings } from './source-settings.ts'
import { createSystemRuntime } from './system-runtime.ts'
import { parseTargetTable } from './target-table.ts'

/** Whose cursor is to be forgotten. */
export interface ResetOptions extends CallOptions {
  readonly destUri: string
  /** The target table: `intercom.contacts`. */
  readonly table: string
  /** Asked once it is known what would be forgotten; resolves with whether it may be. Default: it may. */
  readonly confirm?: ((known: ForgottenState) => Promise<boolean>) | undefined
  readonly destSettings?: SourceSettings | undefined
  readonly runtime?: Runtime | undefined
}

/** What is stored of a table: whose it is, and the rows that it held after the last commit. They stay. */
export type ForgottenState = {
  readonly location: string
  readonly target: string
  readonly source: string
  readonly table: string
  readonly rows: number
}

/**
 * Forgets how far a table was read: the next run reads everything, and merges it into the rows that are there. Resolves
 * with what was forgotten; undefined where the answer was no.
 * @throws IngestError `INVALID_ARGUMENT` for a table of which nothing is stored, `STATE_CONFLICT` where a run wrote meanwhile
 */
export async function reset(options: ResetOptions): Promise<ForgottenState | undefined> {
  const { table, confirm, runtime = createSystemRuntime(), signal } = options
  await using destination = await createDestination(options.destUri, runtime, options.destSettings)
  const target = destination.canonicalName(parseTargetTable(table))
  const { entries } = await readState(destination.sql, { signal })
  const own = entries.filter((entry) => entry.target === target)
  const [first] = own
  if (first === undefined)
    throw nothingStored(
      target,
      destination.location,
      entries.map((entry) => entry.target),
    )
  const known = { location: destination.location, target, source: first.source, table: first.table, rows: first.rows }
  if (confirm !== undefined && !(await confirm(known))) return undefined
  await destination.sql.apply(
    own.map((entry) => forgetEntry(destination.sql.dialect, entry)),
    { signal },
  )
  return known
}

function nothingStored(target: string, location: string, targets: readonly string[]): IngestError {
  const known = [...new Set(targets)].toSorted()
  const hint = known.length === 0 ? 'Nothing was copied there yet.' : `There are: ${known.join(', ')}.`
  return new IngestError('INVALID_ARGUMENT', `Nothing is stored of the table ${target} in ${location}. ${hint}`)
}

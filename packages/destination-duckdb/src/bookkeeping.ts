import { foldName } from './identifier.ts'
import { isoTextOf } from './instant.ts'

/** Which run a row comes from. `startedAt` is in milliseconds since the epoch. */
export type RunMark = { readonly id: string; readonly startedAt: number }

/** The columns that every loaded table has after its own. */
export const bookkeepingColumns: ReadonlyArray<{
  readonly name: string
  readonly type: string
  readonly description: string
}> = [
  { name: '_ingestr_loaded_at', type: 'TIMESTAMP WITH TIME ZONE', description: 'Start of the run that wrote the row.' },
  { name: '_ingestr_run_id', type: 'VARCHAR', description: 'The run that wrote the row; see _ingestr.runs.' },
]

const generators: ReadonlyMap<string, (type: string, run: RunMark) => string> = new Map([
  ['_ingestr_loaded_at', loadedAt],
  ['_ingestr_run_id', (_type: string, run: RunMark) => `'${run.id.replaceAll("'", "''")}'`],
  // dlt's own are 14 random characters, and the start of the load in seconds.
  ['_dlt_id', () => "left(replace(uuid()::VARCHAR, '-', ''), 14)"],
  ['_dlt_load_id', (_type: string, run: RunMark) => `'${(run.startedAt / 1000).toFixed(6)}'`],
])

/** Whether the column tells of a load, not of a record: such columns never make two rows differ. */
export function isBookkeeping(columnName: string): boolean {
  return generators.has(foldName(columnName))
}

/** What a row that the run writes gets in a bookkeeping column of the DuckDB type. */
export function bookkeepingValue(columnName: string, type: string, run: RunMark): string {
  const value = generators.get(foldName(columnName))?.(type, run) ?? 'NULL'
  return `CAST(${value} AS ${type})`
}

function loadedAt(type: string, run: RunMark): string {
  const instant = `make_timestamptz(${Math.trunc(run.startedAt)}000)`
  if (type === 'TIMESTAMP WITH TIME ZONE') return instant
  if (type.startsWith('TIMESTAMP') || type === 'DATE') return `(${instant} AT TIME ZONE 'UTC')`
  return type === 'VARCHAR' ? isoTextOf(instant) : 'NULL'
}

import type { CallOptions, VersionsRequest } from '@ingestr/contract'

import { quoteName, quoteTable } from './identifier.ts'
import type { Session } from './session.ts'
import { findColumn, readStoredTable } from './stored-table.ts'

/** So many keys are looked up in one statement. */
const keysAtOnce = 500

/** The highest versions of rows by their keys; nothing where there is no such table or column. */
export async function readVersions(
  session: Session,
  { table, keyColumn, versionColumn, keys }: VersionsRequest,
  options: CallOptions,
): Promise<ReadonlyMap<string, number | null>> {
  const stored = await readStoredTable(session, table, options)
  const key = stored && findColumn(stored, keyColumn)
  const versions = new Map<string, number | null>()
  if (stored === undefined || key === undefined) return versions
  const version = versionColumn === undefined ? undefined : findColumn(stored, versionColumn)
  const text = `CAST(${quoteName(key.name)} AS VARCHAR)`
  const time = version === undefined ? 'NULL' : milliseconds(quoteName(version.name), version.type)
  for (let start = 0; start < keys.length; start += keysAtOnce) {
    const some = keys.slice(start, start + keysAtOnce)
    const places = some.map(() => '?').join(', ')
    const statement = `SELECT ${text}, CAST(max(${time}) AS VARCHAR) FROM ${quoteTable(session.catalog, table)} WHERE ${text} IN (${places}) GROUP BY 1`
    for (const [found = '', at = ''] of await session.texts(statement, some, options)) {
      versions.set(found, at === '' ? null : Number(at))
    }
  }
  return versions
}

/** Other tools store times as unix seconds, or as text. */
function milliseconds(column: string, type: string): string {
  if (/^(TINY|SMALL|BIG|HUGE|U)?\w*INT/.test(type)) return `CAST(${column} AS BIGINT) * 1000`
  return `epoch_ms(TRY_CAST(CAST(${column} AS VARCHAR) AS TIMESTAMPTZ))`
}

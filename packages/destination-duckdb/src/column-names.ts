import { createHash } from 'node:crypto'

import { foldName } from './identifier.ts'
import type { StagedColumn } from './staged-column.ts'
import type { StoredTable } from './stored-table.ts'

/**
 * What staged columns are called in a table, where DuckDB ignores case. A declared column is the stored one of its name in
 * any letters. Of unknown keys that differ in case only, the first to arrive has the plain name; the others have a suffix
 * hashed from theirs, now and in every later load.
 */
export function nameColumns(
  staged: readonly StagedColumn[],
  stored: StoredTable | undefined,
): ReadonlyMap<StagedColumn, string> {
  const spelled = new Map(stored?.columns.map(({ name }) => [foldName(name), name]))
  const names = new Map<StagedColumn, string>()
  for (const column of staged) {
    const { name, type } = column
    const given = type === undefined ? nameUnknown(name, spelled) : (spelled.get(foldName(name)) ?? name)
    names.set(column, given)
    spelled.set(foldName(given), given)
  }
  return names
}

function nameUnknown(name: string, spelled: ReadonlyMap<string, string>): string {
  const own = suffixed(name)
  if (spelled.get(foldName(own)) === own) return own
  const taken = spelled.get(foldName(name))
  return taken === undefined || taken === name ? name : own
}

/** The name that a key has beside another that differs in case only. */
export function suffixed(name: string): string {
  return `${name}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}

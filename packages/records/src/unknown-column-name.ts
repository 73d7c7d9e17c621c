import { createHash } from 'node:crypto'

import type { TableDefinition } from '@ingestr/contract'

import { flattenedPaths } from './flattened-paths.ts'

/** Destinations keep columns of their own under this prefix. */
const reservedPrefix = '_ingestr_'

/**
 * The column name of a key that the table does not declare. It depends on the path and the definition alone, never on
 * what arrived before, so that every page, run and destination gives one path the same name, and two paths never one.
 *
 * The name is the path joined with `_`; an empty key and each control character count as `_`. Where another path could
 * have that name as well, `_` and eight hexadecimal digits of the path's SHA-256 follow:
 * - it is a declared column's name in any letters, or begins with `_ingestr_`;
 * - its last key has a control character, or is `_` itself;
 * - a longer flattened object could bring it: `source_x` at the top is not `x` in `source`.
 *
 * Two names may differ in case only: a destination that ignores case tells them apart by itself.
 *
 * `path` is a key of the record or of one of its `flattenedPaths`.
 */
export function unknownColumnName(path: readonly string[], table: Pick<TableDefinition, 'columns'>): string {
  const name = join(path)
  return isUnmistakable(name, path, table) ? name : `${name}_${digest(path)}`
}

function isUnmistakable(name: string, path: readonly string[], table: Pick<TableDefinition, 'columns'>): boolean {
  const key = path.at(-1) ?? ''
  const folded = name.toLowerCase()
  if (key === '_' || /\p{Cc}/u.test(key) || folded.startsWith(reservedPrefix)) return false
  if (table.columns.some((column) => column.name.toLowerCase() === folded)) return false
  return isSame(owner(folded, table), path.slice(0, -1))
}

/** Of the objects whose keys could bear the name, the one that it is left to: the longest name, then the first declared. */
function owner(foldedName: string, table: Pick<TableDefinition, 'columns'>): readonly string[] {
  let best: readonly string[] = []
  let bestLength = 0
  for (const parent of flattenedPaths(table)) {
    const prefix = `${join(parent)}_`.toLowerCase()
    if (prefix.length > bestLength && foldedName.startsWith(prefix)) {
      best = parent
      bestLength = prefix.length
    }
  }
  return best
}

function join(path: readonly string[]): string {
  return path.map((key) => (key === '' ? '_' : key.replaceAll(/\p{Cc}/gu, '_'))).join('_')
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index])
}

function digest(path: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(path)).digest('hex').slice(0, 8)
}

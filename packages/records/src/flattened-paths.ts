import type { TableDefinition } from '@ingestr/contract'

/**
 * The objects that a table flattens: every strict, non-empty prefix of a declared column's path, once each, outer ones
 * first. Their unknown keys become columns just as those of the record itself.
 */
export function flattenedPaths(table: Pick<TableDefinition, 'columns'>): ReadonlyArray<readonly string[]> {
  const paths = new Map<string, readonly string[]>()
  for (const { path } of table.columns) {
    for (let length = 1; length < path.length; length += 1) {
      const prefix = path.slice(0, length)
      const key = JSON.stringify(prefix)
      if (!paths.has(key)) paths.set(key, prefix)
    }
  }
  return [...paths.values()].toSorted((one, other) => one.length - other.length)
}

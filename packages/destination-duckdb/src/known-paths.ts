import type { TableDefinition } from '@ingestr/contract'

/** Tells whether a definition knows a key of the record, or of one of its objects, by its path. */
export function knownPaths(definition: TableDefinition): (path: readonly string[]) => boolean {
  const known = new Set<string>()
  for (const { path } of definition.columns) {
    for (let length = 1; length <= path.length; length += 1) known.add(JSON.stringify(path.slice(0, length)))
  }
  return (path) => known.has(JSON.stringify(path))
}

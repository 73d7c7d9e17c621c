import type { TableResult } from '@ingestr/sync'

import { formatCount } from './format.ts'

const shownChanges = 20

/** One line for each column that a run added or changed, and one for those that are too many to tell. */
export function describeChanges(changes: TableResult['schemaChanges']): readonly string[] {
  const lines = changes
    .slice(0, shownChanges)
    .map(({ column, from, to }) =>
      from === null ? `New column: ${column} ${to}` : `Column ${column}: ${from} became ${to}`,
    )
  const more = changes.length - lines.length
  if (more === 0) return lines
  return [...lines, `${formatCount(more)} more columns changed: see the table _ingestr.schema_changes.`]
}

import type { RunRecord, SchemaChange, SqlStatement } from '@ingestr/contract'

import { createCasts } from './casts.ts'
import { createCompiler, toStatement } from './compiler.ts'
import { place, type DialectName } from './dialect.ts'

/** One row for each column that a commit of the run added or changed. */
export function recordSchemaChanges(dialect: DialectName, run: RunRecord): readonly SqlStatement[] {
  const { changes } = run
  if (changes === undefined) return []
  const { instant, text } = createCasts(dialect)
  const changedAt = new Date(changes.at).toISOString()
  return changes.list.map((change) => {
    const [table, column] = splitColumn(change, run.target)
    const insert = createCompiler(dialect)
      .insertInto(place(dialect, 'schema_changes'))
      .values({
        run_id: text(run.id),
        target_table: text(table),
        column_name: text(column),
        from_type: text(change.from),
        to_type: text(change.to),
        changed_at: instant(changedAt),
      })
    return toStatement(insert)
  })
}

/** Names of columns may hold dots; the target of the run is known, another table of its load ends before the second dot. */
function splitColumn({ column }: SchemaChange, target: string): readonly [string, string] {
  if (column.toLowerCase().startsWith(`${target}.`)) return [target, column.slice(target.length + 1)]
  const end = column.indexOf('.', column.indexOf('.') + 1)
  return end === -1 ? [target, column] : [column.slice(0, end).toLowerCase(), column.slice(end + 1)]
}

import type { SqlStatement } from '@ingestr/contract'
import { sql } from 'kysely'

import { columnKinds } from './columns.ts'
import { createCompiler, toStatement } from './compiler.ts'
import { place, typeName, type DialectName } from './dialect.ts'
import { createRunsView } from './runs-view.ts'

/** What version 1 kept of a run in the table `runs`, one row for each of its tables. */
const moved = ['source', 'status', 'started_at', 'ended_at', 'error'] as const
const added = [
  'merged',
  'api_count_before',
  'api_count_after',
  'planned',
  'read',
  'duplicates',
  'truncated_lists',
  'missing',
] as const

/** From version 1 to 2: a run has several tables, so what was said of it moves to them, and `runs` becomes a view. */
export function moveRunsIntoTables(dialect: DialectName): readonly SqlStatement[] {
  const compiler = createCompiler(dialect)
  const tables = place(dialect, 'run_tables')
  const runs = place(dialect, 'runs')
  const columns = [...moved, ...added].map((column) => {
    const type = sql.raw(typeName(dialect, columnKinds.run_tables[column]))
    return toStatement(compiler.schema.alterTable(tables).addColumn(column, type))
  })
  const text = `update ${tables} as t set ${moved.map((column) => `${column} = r.${column}`).join(', ')}
    from ${runs} as r where t.run_id = r.run_id and t.source_table = r.source_table and t.target_table = r.target_table`
  const drop = toStatement(compiler.schema.dropTable(runs))
  return [...columns, { text, parameters: [] }, drop, createRunsView(dialect)]
}

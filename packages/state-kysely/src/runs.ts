import type { RunRecord, SqlStatement } from '@ingestr/contract'

import { createCasts } from './casts.ts'
import { createCompiler, toStatement } from './compiler.ts'
import { place, type DialectName } from './dialect.ts'
import { splitCounts } from './run-counts.ts'
import { recordSchemaChanges } from './schema-changes.ts'

/**
 * Writes a run of a table over what was stored of it. One that begins ends those of its target that are still said to
 * run: they were killed, since only one at a time can write to a table.
 */
export function recordRun(dialect: DialectName, run: RunRecord): readonly SqlStatement[] {
  const ended = run.status === 'running' ? [endKilledRuns(dialect, run)] : []
  const old = createCompiler(dialect)
    .deleteFrom(place(dialect, 'run_tables'))
    .where('run_id', '=', run.id)
    .where('source_table', '=', run.table)
    .where('target_table', '=', run.target)
  return [...ended, toStatement(old), insertRun(dialect, run), ...recordSchemaChanges(dialect, run)]
}

function endKilledRuns(dialect: DialectName, run: RunRecord): SqlStatement {
  const { text } = createCasts(dialect)
  const update = createCompiler(dialect)
    .updateTable(place(dialect, 'run_tables'))
    .set({ status: text('failed'), error: text('killed before its end') })
    .where('target_table', '=', run.target)
    .where('status', '=', 'running')
    .where('run_id', '<>', run.id)
  return toStatement(update)
}

function insertRun(dialect: DialectName, run: RunRecord): SqlStatement {
  const { instant, integer, json, text } = createCasts(dialect)
  const { known, others } = splitCounts(run.counts)
  const counts = Object.fromEntries(Array.from(known, ([column, count]) => [column, integer(count)] as const))
  const insert = createCompiler(dialect)
    .insertInto(place(dialect, 'run_tables'))
    .values({
      ...counts,
      run_id: text(run.id),
      source: text(run.source),
      source_table: text(run.table),
      target_table: text(run.target),
      status: text(run.status),
      started_at: instant(toText(run.startedAt)),
      ended_at: instant(run.endedAt === undefined ? null : toText(run.endedAt)),
      error: text(run.error ?? null),
      other_counts: json(JSON.stringify(others)),
    })
  return toStatement(insert)
}

function toText(time: number): string {
  return new Date(time).toISOString()
}

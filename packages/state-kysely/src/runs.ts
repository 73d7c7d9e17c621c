import type { RunRecord, SqlStatement } from '@ingestr/contract'

import { createCasts } from './casts.ts'
import { createCompiler, toStatement } from './compiler.ts'
import { place, type DialectName } from './dialect.ts'
import { splitCounts } from './run-counts.ts'

/**
 * Writes a run over what was stored of it: what it was, and its counts by column. A run that begins ends those of its
 * target that are still said to run: they were killed, since only one at a time can write to a table.
 */
export function recordRun(dialect: DialectName, run: RunRecord): readonly SqlStatement[] {
  const ended = run.status === 'running' ? [endKilledRuns(dialect, run)] : []
  const written = (['runs', 'run_tables'] as const).flatMap((name) => {
    const old = createCompiler(dialect)
      .deleteFrom(place(dialect, name))
      .where('run_id', '=', run.id)
      .where('source_table', '=', run.table)
      .where('target_table', '=', run.target)
    return [toStatement(old), name === 'runs' ? insertRun(dialect, run) : insertRunTable(dialect, run)]
  })
  return [...ended, ...written]
}

function endKilledRuns(dialect: DialectName, run: RunRecord): SqlStatement {
  const { text } = createCasts(dialect)
  const update = createCompiler(dialect)
    .updateTable(place(dialect, 'runs'))
    .set({ status: text('failed'), error: text('killed before its end') })
    .where('target_table', '=', run.target)
    .where('status', '=', 'running')
    .where('run_id', '<>', run.id)
  return toStatement(update)
}

function insertRun(dialect: DialectName, run: RunRecord): SqlStatement {
  const { instant, json, text } = createCasts(dialect)
  const insert = createCompiler(dialect)
    .insertInto(place(dialect, 'runs'))
    .values({
      run_id: text(run.id),
      source: text(run.source),
      source_table: text(run.table),
      target_table: text(run.target),
      status: text(run.status),
      started_at: instant(new Date(run.startedAt).toISOString()),
      ended_at: instant(run.endedAt === undefined ? null : new Date(run.endedAt).toISOString()),
      error: text(run.error ?? null),
      counts: json(JSON.stringify(run.counts)),
    })
  return toStatement(insert)
}

function insertRunTable(dialect: DialectName, run: RunRecord): SqlStatement {
  const { integer, json, text } = createCasts(dialect)
  const { known, others } = splitCounts(run.counts)
  const insert = createCompiler(dialect)
    .insertInto(place(dialect, 'run_tables'))
    .values({
      run_id: text(run.id),
      source_table: text(run.table),
      target_table: text(run.target),
      requests: integer(known.requests),
      retries: integer(known.retries),
      received: integer(known.received),
      kept: integer(known.kept),
      inserted: integer(known.inserted),
      updated: integer(known.updated),
      unchanged: integer(known.unchanged),
      rows: integer(known.rows),
      api_count: integer(known.apiCount),
      other_counts: json(JSON.stringify(others)),
    })
  return toStatement(insert)
}

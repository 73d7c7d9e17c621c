import type { CallOptions, RunRecord, SqlExecutor, SqlStatement, StateEntry } from '@ingestr/contract'
import { sql } from 'kysely'

import { createCompiler, toStatement } from './compiler.ts'
import { place, type DialectName } from './dialect.ts'
import { readEntry } from './stored-entry.ts'
import { readRun } from './stored-run.ts'
import { readStoredVersion } from './stored-version.ts'

/** All that is stored, for people to look at. */
export interface StoredState {
  /** Of every target table. */
  readonly entries: readonly StateEntry[]
  /** The latest run of each target table, and its latest of each other status; newest first. */
  readonly runs: readonly RunRecord[]
}

/**
 * Reads what is stored; nothing where the tables are missing.
 * @throws IngestError `STATE_TOO_NEW`, `STATE_INVALID`, and whatever the executor throws
 */
export async function readState(executor: SqlExecutor, options: CallOptions = {}): Promise<StoredState> {
  if ((await readStoredVersion(executor, options)) === 0) return { entries: [], runs: [] }
  const entries = await executor.query(allEntries(executor.dialect), options)
  const runs = await executor.query(latestRuns(executor.dialect), options)
  return {
    entries: entries.map(readEntry),
    runs: runs.map(readRun).toSorted((one, other) => other.startedAt - one.startedAt),
  }
}

/** Forgets how far a table was read, given that nothing was written since `entry` was read; its runs stay. */
export function forgetEntry(dialect: DialectName, entry: StateEntry): SqlStatement {
  const query = createCompiler(dialect)
    .deleteFrom(place(dialect, 'checkpoints'))
    .where('source', '=', entry.source)
    .where('source_table', '=', entry.table)
    .where('target_table', '=', entry.target)
    .where('revision', '=', entry.revision)
  return toStatement(query, { mustChange: 1 })
}

function allEntries(dialect: DialectName): SqlStatement {
  const query = createCompiler(dialect)
    .selectFrom(place(dialect, 'checkpoints'))
    .selectAll()
    .orderBy('target_table')
    .orderBy('source')
    .orderBy('source_table')
  return toStatement(query)
}

function latestRuns(dialect: DialectName): SqlStatement {
  const compiler = createCompiler(dialect)
  const numbered = compiler
    .selectFrom(place(dialect, 'run_tables'))
    .selectAll()
    .select(sql<number>`row_number() over (partition by target_table, status order by started_at desc)`.as('place'))
  return toStatement(compiler.selectFrom(numbered.as('numbered')).selectAll().where('place', '=', 1))
}

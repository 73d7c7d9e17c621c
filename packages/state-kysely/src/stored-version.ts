import { IngestError, type CallOptions, type SqlExecutor, type SqlStatement } from '@ingestr/contract'

import { createCompiler, toStatement } from './compiler.ts'
import { hasSchemas, place, stateSchema, type DialectName } from './dialect.ts'
import { currentVersion } from './migrations.ts'

/**
 * The version of the tables in a database; 0 where there are none. Throws `STATE_TOO_NEW` for tables of a later release,
 * whose meaning this one cannot know.
 */
export async function readStoredVersion(executor: SqlExecutor, options: CallOptions = {}): Promise<number> {
  const { dialect } = executor
  const tables = await executor.query(findVersionsTable(dialect), options)
  if (tables.length === 0) return 0
  const versions = createCompiler(dialect).selectFrom(place(dialect, 'versions')).select('version')
  const rows = await executor.query(toStatement(versions), options)
  const version = Math.max(0, ...rows.map((row) => Number(row['version'])))
  if (version <= currentVersion) return version
  throw new IngestError(
    'STATE_TOO_NEW',
    `The state tables are of version ${version}, but this release of ingestr knows versions up to ${currentVersion}: ` +
      'a newer release wrote them. Update ingestr, or write to another database.',
  )
}

function findVersionsTable(dialect: DialectName): SqlStatement {
  if (!hasSchemas(dialect)) {
    const text = "select name from sqlite_master where type = 'table' and name = ?"
    return { text, parameters: [place(dialect, 'versions')] }
  }
  const text =
    'select table_name from information_schema.tables ' +
    'where table_catalog = current_database() and table_schema = ? and table_name = ?'
  return { text, parameters: [stateSchema, 'versions'] }
}

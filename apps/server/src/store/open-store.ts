import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { IngestError } from '@ingestr/contract'
import { Kysely, sql } from 'kysely'
import { DEFAULT_MIGRATION_TABLE, Migrator } from 'kysely/migration'

import { migrations } from './migrations.ts'
import { createNodeSqliteDialect } from './node-sqlite.ts'
import type { Tables } from './tables.ts'

/** The server's own database. */
export type Database = Kysely<Tables>

/** A name that no table of a user's can have: it is the server's. */
export const storeFile = 'ingestr-server.sqlite'

/**
 * Opens the server's database in its folder, or makes it, and brings it to this version.
 * @throws IngestError `DATA_DIRECTORY_UNUSABLE` for a folder that cannot be written to, and for a database that is damaged
 *   or of a newer version
 */
export async function openStore(dataDirectory: string): Promise<Database> {
  const path = join(dataDirectory, storeFile)
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
    const sqlite = new DatabaseSync(path)
    chmodSync(path, 0o600)
    // A commit survives the death of the process at once; one that the machine's own death takes is a run that is repeated.
    sqlite.exec(
      'pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on; pragma busy_timeout = 5000',
    )
    const database = new Kysely<Tables>({ dialect: createNodeSqliteDialect(sqlite) })
    await migrate(database)
    return database
  } catch (cause) {
    if (IngestError.isInstance(cause)) throw cause
    const reason = cause instanceof Error ? cause.message : 'unknown'
    throw new IngestError(
      'DATA_DIRECTORY_UNUSABLE',
      `The folder ${dataDirectory} cannot be used: ${reason}. Name another with --data-dir, or repair this one.`,
      { cause },
    )
  }
}

async function migrate(database: Database): Promise<void> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } })
  if (await isNewer(database)) {
    throw new IngestError(
      'DATA_DIRECTORY_UNUSABLE',
      'A newer ingestr-server has used this folder. Start that version, or name another folder with --data-dir.',
    )
  }
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

/** Whether a migration was applied that this version does not know. */
async function isNewer(database: Database): Promise<boolean> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return false
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(database)
  return rows.some(({ name }) => migrations[name] === undefined)
}

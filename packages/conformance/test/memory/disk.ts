import { DatabaseSync } from 'node:sqlite'

import { IngestError, type Json, type Row, type SqlExecutor, type SqlStatement } from '@ingestr/contract'

import type { Behaviour } from './behaviour.ts'

/** What outlives a destination in memory: tables and stages by name, and a real database for its state. */
export interface Disk {
  tables: ReadonlyMap<string, readonly Row[]>
  stages: ReadonlyMap<string, readonly Row[]>
  database: DatabaseSync | undefined
}

export function createDisk(): Disk {
  return { tables: new Map(), stages: new Map(), database: undefined }
}

/** Runs statements in the database of a disk, which the first of them makes. */
export function createExecutor(disk: Disk, { flaws }: Behaviour): SqlExecutor {
  const check = (signal: AbortSignal | undefined): void => {
    if (!flaws.includes('ignores signals')) signal?.throwIfAborted()
  }
  return {
    dialect: 'sqlite',
    async query({ text, parameters }, { signal } = {}) {
      check(signal)
      if (flaws.includes('makes the database by asking')) databaseOf(disk)
      if (disk.database === undefined) return []
      const rows = disk.database.prepare(text).all(...bindable(parameters))
      return rows.map((row): Record<string, Json> => JSON.parse(JSON.stringify(row)))
    },
    async apply(statements, { signal } = {}) {
      check(signal)
      if (flaws.includes('applies one by one'))
        for (const each of statements) inTransaction(disk, [each], () => undefined)
      else inTransaction(disk, statements, () => undefined)
    },
  }
}

/** All or none: the statements, and what `store` does once they have gone well. */
export function inTransaction(disk: Disk, statements: readonly SqlStatement[], store: () => void): void {
  if (statements.length === 0) {
    store()
    return
  }
  const database = databaseOf(disk)
  database.exec('begin')
  try {
    for (const { text, parameters, mustChange } of statements) {
      const { changes } = database.prepare(text).run(...bindable(parameters))
      if (mustChange !== undefined && mustChange !== Number(changes)) {
        throw new IngestError('STATE_CONFLICT', 'Another run wrote meanwhile.')
      }
    }
    store()
    database.exec('commit')
  } catch (error) {
    database.exec('rollback')
    throw error
  }
}

function databaseOf(disk: Disk): DatabaseSync {
  disk.database ??= new DatabaseSync(':memory:')
  return disk.database
}

function bindable(parameters: SqlStatement['parameters']): Array<null | number | string> {
  return parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value))
}

import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import type { DuckDBInstance } from '@duckdb/node-api'

import type { Connectable, DatabaseSettings, Lease } from './database.ts'
import type { DatabaseMeans } from './database-means.ts'
import { memoryPath } from './database-path.ts'
import { lendDatabase, openDatabase, type OpenDatabase } from './open-database.ts'
import { withReadOnly } from './read-only.ts'
import { createTurns, type Turns } from './turns.ts'

type Entry = { readonly database: OpenDatabase; holders: number }

type Registry = {
  readonly byPath: Map<string, Entry>
  readonly byInstance: WeakMap<DuckDBInstance, Entry>
  readonly turns: Turns
}

declare global {
  /**
   * Two instances on one file in one process lose committed rows, and DuckDB does not refuse the second. So each real
   * path has one instance here, shared by all copies of this package in the process.
   */
  var ingestrDuckdbInstances: Registry | undefined
}

function registry(): Registry {
  globalThis.ingestrDuckdbInstances ??= { byPath: new Map(), byInstance: new WeakMap(), turns: createTurns() }
  return globalThis.ingestrDuckdbInstances
}

/** A share of the database at `path`; a database in memory is never shared. */
export async function leaseDatabase(path: string, settings: DatabaseSettings, means: DatabaseMeans): Promise<Lease> {
  if (path === memoryPath) return leaseAlone(await openDatabase(path, settings, means))
  const { byPath, turns } = registry()
  return turns.take(async () => {
    const place = await realPath(path)
    const entry = byPath.get(place) ?? { database: await openDatabase(place, settings, means), holders: 0 }
    // A file that was just made may be known by another name than the one it was asked for by.
    const key = await realPath(place)
    byPath.set(key, entry)
    return share(entry, () => byPath.delete(key))
  })
}

/**
 * Reads the database at `path`: the instance that has it open, or one that reads only, which nobody opens the file beside: until
 * `work` is done, no other database of the process is opened or closed.
 */
export async function readDatabase<Result>(
  path: string,
  settings: DatabaseSettings,
  work: (database: Connectable) => Promise<Result>,
): Promise<Result> {
  const { byPath, turns } = registry()
  return turns.take(async () => {
    const place = await realPath(path)
    const open = byPath.get(place)
    return open === undefined ? await withReadOnly(place, settings, work) : await work(open.database)
  })
}

/** Whether a destination of this process has the file open. `path` is the real one. */
export function isOpen(path: string): boolean {
  return registry().byPath.has(path)
}

/** A share of an instance that the user opened: it stays open when the last share is released. */
export async function leaseInstance(
  instance: DuckDBInstance,
  settings: DatabaseSettings,
  means: DatabaseMeans,
): Promise<Lease> {
  const { byInstance, turns } = registry()
  return turns.take(async () => {
    const entry = byInstance.get(instance) ?? { database: await lendDatabase(instance, settings, means), holders: 0 }
    byInstance.set(instance, entry)
    return share(entry, () => byInstance.delete(instance))
  })
}

function share(entry: Entry, forget: () => void): Lease {
  const { turns } = registry()
  entry.holders += 1
  let isReleased = false
  return {
    database: entry.database,
    async release() {
      if (isReleased) return
      isReleased = true
      await turns.take(async () => {
        entry.holders -= 1
        if (entry.holders > 0) return
        forget()
        await entry.database.close()
      })
    },
  }
}

function leaseAlone(database: OpenDatabase): Lease {
  return share({ database, holders: 0 }, () => undefined)
}

/** Follows links as far as the path exists. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(await realPath(parent), basename(path))
  }
}

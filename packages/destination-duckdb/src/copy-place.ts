import { createHash } from 'node:crypto'
import { readdir, realpath, rm, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'

import { checkCopyPath, realPlace, refused } from './check-copy-path.ts'
import type { Database } from './database.ts'
import { isOfDeadProcess } from './dead-process.ts'
import { openSession } from './session.ts'

/** Where a copy goes. Beside it waits what is not whole yet, in files of the prefix and the number of the process. */
export interface CopyPlace {
  /** Links are followed. */
  readonly path: string
  readonly folder: string
  readonly prefix: string
  /** Whether all files of the prefix are of this process: whoever has the file of a database open has it to himself. */
  readonly isAlone: boolean
  /** Permissions: of the file that is there, else of the database; undefined where there is neither. */
  readonly mode: number | undefined
}

/** The place that `path` names. Throws for whatever a copy must not take the place of, as `checkCopyPath` tells. */
export async function findCopyPlace(path: string, database: Database): Promise<CopyPlace> {
  if (!isAbsolute(path) || path.includes('\0')) throw refused(path, 'is no absolute path', 'Write it from the root on.')
  const place = await realPlace(path)
  const files = await filesOf(database)
  await checkCopyPath(path, place, files)
  const [existing, ...others] = await Promise.all([place, ...files].map((file) => stat(file).catch(() => undefined)))
  return {
    path: place,
    folder: dirname(place),
    prefix: `.ingestr-copy-${database.path === undefined ? 'instance' : digest(database.path)}-`,
    isAlone: database.path !== undefined,
    mode: (existing ?? others.find((each) => each !== undefined))?.mode,
  }
}

/** Removes what publishing processes that were killed left in the folder. */
export async function sweepCopies({ folder, prefix, isAlone }: CopyPlace): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const leftovers = names.filter(
    (name) => name.startsWith(prefix) && (isAlone || isOfDeadProcess(name.slice(prefix.length))),
  )
  await Promise.allSettled(leftovers.map((name) => rm(join(folder, name), { force: true })))
}

/** Every file that the instance has open: one that the caller lent may have several. */
async function filesOf(database: Database): Promise<readonly string[]> {
  const session = await openSession(database)
  try {
    const paths = await session.texts('SELECT path FROM duckdb_databases() WHERE NOT internal AND path IS NOT NULL')
    // What is not a file here is no path of a local database.
    const files = await Promise.all(paths.map(([path = '']) => realpath(path).catch(() => '')))
    return files.filter((path) => path !== '')
  } finally {
    session.close()
  }
}

function digest(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12)
}

import { createHash } from 'node:crypto'
import { lstat, open, readdir, realpath, rm, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join } from 'node:path'

import { IngestError } from '@ingestr/contract'

import { isOfDeadProcess } from './dead-process.ts'

/** Where a copy goes: beside it wait the bytes that come from another disk. */
export interface CopyPlace {
  /** Links are followed. */
  readonly path: string
  readonly folder: string
  /**
   * What the names of files that wait there begin with; the number of the process follows. Whoever has a database's file open
   * has those of its copies to himself.
   */
  readonly prefix: string
  readonly isOfMemory: boolean
  /** The permissions of the file that is there, else of the database; undefined where neither is a file. */
  readonly mode: number | undefined
}

/**
 * The place that `path` names, for a copy of the database at `source` (undefined: one in memory). Throws `INVALID_ARGUMENT` for
 * whatever else a copy must not take the place of.
 */
export async function findCopyPlace(path: string, source: string | undefined): Promise<CopyPlace> {
  if (!isAbsolute(path) || path.includes('\0')) throw refused(path, 'is no absolute path', 'Write it from the root on.')
  const place = await realPlace(path)
  const own = source === undefined ? undefined : await realpath(source)
  if (own !== undefined && isPartOf(place, own)) {
    throw refused(path, `belongs to the database itself, ${own}`, 'Name another file.')
  }
  const found = await stat(place).catch(() => undefined)
  if (found?.isDirectory() === true)
    throw refused(path, 'is a folder', `Name a file in it, such as ${join(path, 'copy.duckdb')}.`)
  const database = own === undefined ? undefined : await stat(own)
  if (found !== undefined) {
    if (found.dev === database?.dev && found.ino === database.ino) {
      throw refused(path, `is the database itself, ${own ?? ''}, by another name`, 'Name another file.')
    }
    if (!found.isFile() || !(await isDuckdb(place))) {
      throw refused(
        path,
        'exists, and is not a DuckDB database',
        'It was left as it is. Name another file, or move this one away.',
      )
    }
  }
  if ((await lstat(`${place}.wal`).catch(() => undefined)) !== undefined) {
    throw refused(
      path,
      `has ${basename(place)}.wal beside it, which DuckDB would read into the copy: somebody writes to what was published there, or was killed while he did`,
      'Have it opened for reading only; where it is open no more, remove both files.',
    )
  }
  const folder = dirname(place)
  return {
    path: place,
    folder,
    prefix: `.ingestr-copy-${own === undefined ? 'memory' : digest(own)}-`,
    isOfMemory: own === undefined,
    mode: (found ?? database)?.mode,
  }
}

/** Removes what publishing processes that were killed left in the folder. */
export async function sweepCopies({ folder, prefix, isOfMemory }: CopyPlace): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const leftovers = names.filter(
    (name) => name.startsWith(prefix) && (!isOfMemory || isOfDeadProcess(name.slice(prefix.length))),
  )
  await Promise.allSettled(leftovers.map((name) => rm(join(folder, name), { force: true })))
}

async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (cause) {
    const isLink = await lstat(path).then(
      (found) => found.isSymbolicLink(),
      () => false,
    )
    if (isLink) throw refused(path, 'is a link to nothing', 'Remove the link, or name the file itself.', cause)
  }
  const folder = dirname(path)
  try {
    const real = await realpath(folder)
    if ((await stat(real)).isDirectory()) return join(real, basename(path))
  } catch (cause) {
    throw refused(
      path,
      `cannot be made: there is no folder ${folder}`,
      'Make it, or name a path in one that is there.',
      cause,
    )
  }
  throw refused(path, `cannot be made: ${folder} is not a folder`, 'Name a path in a folder.')
}

/** DuckDB keeps the last commits beside the file, under its name and `.wal…`. */
function isPartOf(place: string, database: string): boolean {
  return place === database || place.startsWith(`${database}.wal`)
}

/** Every DuckDB file has these letters at its ninth byte. */
async function isDuckdb(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(4), position: 8 })
    return bytesRead === 4 && buffer.toString('latin1') === 'DUCK'
  } finally {
    await file.close()
  }
}

function refused(path: string, what: string, way: string, cause?: unknown): IngestError {
  return new IngestError('INVALID_ARGUMENT', `A copy cannot be published at ${path}: it ${what}. ${way}`, { cause })
}

function digest(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12)
}

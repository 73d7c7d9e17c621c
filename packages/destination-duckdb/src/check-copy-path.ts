import { lstat, open, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { IngestError } from '@ingestr/contract'

import { isOpen } from './instance-registry.ts'
import { withReadOnly } from './read-only.ts'

/** Where a path leads: links are followed. Its last part need not be there. Throws `INVALID_ARGUMENT` where it leads nowhere. */
export async function realPlace(path: string): Promise<string> {
  const isLink = (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true
  const real = await realpath(path).catch(() => undefined)
  if (real !== undefined) return real
  if (isLink) throw refused(path, 'is a link to nothing', 'Remove the link, or name the file itself.')
  const folder = dirname(path)
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined)
    throw refused(path, `is in no folder: there is no ${folder}`, 'Make the folder, or name another.')
  if (!found.isDirectory()) throw refused(path, `is in no folder: ${folder} is a file`, 'Name a file in a folder.')
  return join(await realpath(folder), basename(path))
}

/**
 * Whether a copy may take the place. `files` are those of the database itself. Throws `INVALID_ARGUMENT` for them, for a folder, for
 * a file that is no DuckDB database, and for one with a WAL; `DESTINATION_LOCKED` where somebody has it open for writing.
 */
export async function checkCopyPath(path: string, place: string, files: readonly string[]): Promise<void> {
  await refuseOwn(path, place, files)
  // Before anything opens it here: closing a file lets go of every lock that the process has on it.
  if (isOpen(place))
    throw refused(path, 'is the file of a destination that this process has open', 'Name another file.')
  const found = await stat(place).catch(() => undefined)
  if (found?.isDirectory() === true) {
    throw refused(path, 'is a folder', `Name a file in it, such as ${join(path, 'copy.duckdb')}.`)
  }
  if (found !== undefined && !(found.isFile() && (await isDuckdb(place)))) {
    throw refused(
      path,
      'exists, and is not a DuckDB database',
      'It was left as it is. Name another file, or move it away.',
    )
  }
  if ((await lstat(`${place}.wal`).catch(() => undefined)) !== undefined) {
    throw refused(
      path,
      `has ${basename(place)}.wal beside it, which DuckDB would take for a part of the copy: somebody writes to what is there`,
      'Open copies for reading only. If nobody has it open any more, remove both files.',
    )
  }
  if (found !== undefined) await refuseWriter(path, place)
}

async function refuseOwn(path: string, place: string, files: readonly string[]): Promise<void> {
  const found = await stat(place).catch(() => undefined)
  for (const file of files) {
    const own = await stat(file).catch(() => undefined)
    // DuckDB keeps the last commits beside the file, under its name and `.wal…`.
    const isOwn = place === file || place.startsWith(`${file}.wal`)
    if (isOwn || (found !== undefined && own?.dev === found.dev && own.ino === found.ino)) {
      throw refused(path, `belongs to the database itself, ${file}`, 'Name another file.')
    }
  }
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

/** Whoever writes would write his WAL beside the copy. A file that cannot be read for other reasons is not in the way. */
async function refuseWriter(path: string, place: string): Promise<void> {
  try {
    await withReadOnly(place, {}, async () => undefined)
  } catch (cause) {
    if (!IngestError.isInstance(cause) || cause.code !== 'DESTINATION_LOCKED') return
    const [holder] = cause.message.split('. ')
    const message = `A copy cannot be published at ${path}: ${holder}. Open copies for reading only.`
    throw new IngestError('DESTINATION_LOCKED', message, { cause, isRetryable: true })
  }
}

export function refused(path: string, what: string, way: string): IngestError {
  return new IngestError('INVALID_ARGUMENT', `A copy cannot be published at ${path}: it ${what}. ${way}`)
}

import { IngestError } from '@ingestr/contract'

import { damagedFile } from './damage.ts'
import { describeHolder } from './lock-holder.ts'
import { reasonOf, tellsOfMemory } from './reason.ts'

/** The end of the message of a `DESTINATION_LOCKED`. */
export const lockedWayOut = 'Close it there and run again, or let the run wait for it: ?lock_timeout=10m.'

/** Turns what DuckDB said when it could not open `path` into an error with a way out. */
export async function openFailure(path: string, cause: unknown): Promise<IngestError> {
  const reason = reasonOf(cause)
  if (/set lock on file/i.test(reason)) return lockedError(path, reason, cause)
  const damaged = damagedFile(path, cause)
  if (damaged !== undefined) return damaged
  if (/not a valid DuckDB database/i.test(reason)) {
    const way = 'The file was left as it is. Name another file, or move this one away.'
    return unavailable(`${path} exists, and is not a DuckDB database. ${way}`, cause)
  }
  if (/with version number|storage version greater/i.test(reason)) {
    const way = 'Update ingestr, or name another file.'
    return unavailable(`${path} was written by another version of DuckDB that this one cannot read. ${way}`, cause)
  }
  if (/is a directory/i.test(reason)) {
    return unavailable(`${path} is a folder. Name a file in it, such as ${path}/intercom.duckdb.`, cause)
  }
  if (/permission denied|read-only file system/i.test(reason)) {
    return unavailable(`${path} may not be written by this user. Change its permissions, or name another file.`, cause)
  }
  if (tellsOfMemory(reason)) {
    const way = 'Give it more with ?memory_limit=1GB, and run again. The file was left as it is.'
    return unavailable(`${path} cannot be opened with as little memory as DuckDB may use. ${way}`, cause)
  }
  if (/no space left|disk is full/i.test(reason)) {
    const way = 'Free some space and run again; what the file holds is as it was.'
    return unavailable(`${path} cannot be opened: there is no space left on its disk. ${way}`, cause)
  }
  return unavailable(`${path} could not be opened: ${reason} Check the path, or name another file.`, cause)
}

/** For a folder that the path needs, and that cannot be made or written to. */
export function folderFailure(path: string, folder: string, cause: unknown): IngestError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const isForbidden = code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
  const why = isForbidden ? `written to by this user (${code})` : `made (${reasonOf(cause)})`
  return unavailable(
    `${path} cannot be made: the folder ${folder} cannot be ${why}. Name a path whose folders can be made and written to.`,
    cause,
  )
}

function unavailable(message: string, cause: unknown): IngestError {
  return new IngestError('DESTINATION_UNAVAILABLE', message, { cause })
}

async function lockedError(path: string, reason: string, cause: unknown): Promise<IngestError> {
  const message = `${path} is locked by ${await describeHolder(reason)}. ${lockedWayOut}`
  return new IngestError('DESTINATION_LOCKED', message, { cause, isRetryable: true })
}

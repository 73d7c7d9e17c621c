import { IngestError } from '@ingestr/contract'

import { tellsOfMemory } from './reason.ts'

/**
 * The error for a file that DuckDB will not read because bytes in it are not those that it wrote; undefined for any other
 * cause. `path` is undefined where it is not known.
 */
export function damagedFile(path: string | undefined, cause: unknown): IngestError | undefined {
  const text = cause instanceof Error ? cause.message : String(cause)
  const wal = /while replaying (?:checkpoint |recovery )?WAL file "(?<wal>[^"]+)"/i.exec(text)?.groups?.['wal']
  if (wal !== undefined && !tellsOfMemory(text) && !/no space left|could not (?:write|open)/i.test(text)) {
    return damaged(
      `${wal} is damaged: it holds the last commits to ${path ?? 'the database'}, and cannot be read. The database ` +
        'itself is intact up to its last checkpoint. To go on from there, move the damaged file aside ' +
        `(mv ${shellQuote(wal)} ${shellQuote(`${wal}.damaged`)}) and run again: the next run reads again what was in it, ` +
        'since rows and cursor went back together. See docs/recovery.md.',
      cause,
    )
  }
  if (
    !/corrupt(?:ed)? (?:database )?file|corrupted (?:\w+ )*segment|database file appears to be corrupted|corrupted database|could not read enough bytes from file/i.test(
      text,
    )
  )
    return undefined
  return damaged(
    `${path ?? 'The database file'} is damaged: bytes in it are not those that DuckDB wrote. Put a backup in its place, ` +
      'or load into a new file; check the disk. See docs/recovery.md.',
    cause,
  )
}

function damaged(message: string, cause: unknown): IngestError {
  return new IngestError('DESTINATION_DAMAGED', message, { cause })
}

function shellQuote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

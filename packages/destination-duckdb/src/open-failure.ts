import { readFile } from 'node:fs/promises'

import { IngestError } from '@ingestr/contract'

import { reasonOf } from './failure.ts'

/** Turns what DuckDB said when it could not open `path` into an error with a way out. */
export async function openFailure(path: string, cause: unknown): Promise<IngestError> {
  const reason = reasonOf(cause)
  if (/set lock on file/i.test(reason)) return lockedError(path, reason, cause)
  if (/not a valid DuckDB database/i.test(reason)) {
    const way = 'The file was left as it is. Name another file, or move this one away.'
    return unavailable(`${path} exists, and is not a DuckDB database. ${way}`, cause)
  }
  if (/is a directory/i.test(reason)) {
    return unavailable(`${path} is a folder. Name a file in it, such as ${path}/intercom.duckdb.`, cause)
  }
  if (/permission denied|read-only file system/i.test(reason)) {
    return unavailable(`${path} may not be written by this user. Change its permissions, or name another file.`, cause)
  }
  return unavailable(`${path} could not be opened: ${reason} Check the path, or name another file.`, cause)
}

/** For a folder that the path needs and that cannot be made. */
export function folderFailure(path: string, folder: string, cause: unknown): IngestError {
  return unavailable(
    `${path} cannot be made: the folder ${folder} cannot be (${reasonOf(cause)}). Name a path whose folders can be made.`,
    cause,
  )
}

function unavailable(message: string, cause: unknown): IngestError {
  return new IngestError('DESTINATION_UNAVAILABLE', message, { cause })
}

async function lockedError(path: string, reason: string, cause: unknown): Promise<IngestError> {
  const found = /held in (?<command>.*?) ?\(PID (?<pid>\d+)\)/i.exec(reason)?.groups
  const pid = found?.['pid']
  const holder =
    pid === undefined ? 'another process' : `process ${pid} (${await commandOf(pid, found?.['command'] ?? 'unknown')})`
  const message = `${path} is locked by ${holder}. Close it there, or wait until it is done, and run again.`
  return new IngestError('DESTINATION_LOCKED', message, { cause, isRetryable: true })
}

const scriptPattern = /^[^-].*(?:\.[cm]?[jt]s|\.py|\/ingestr)$/

/** Only the program and its script: further arguments may hold a token. */
async function commandOf(pid: string, fallback: string): Promise<string> {
  try {
    const [program, ...rest] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
    const script = rest.find((argument) => scriptPattern.test(argument))
    return [program === '' ? fallback : program, script].filter(Boolean).join(' ')
  } catch {
    return fallback
  }
}

import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, openSync, readFileSync, writeFileSync } from 'node:fs'

import { IngestError } from '@ingestr/contract'

const keyBytes = 32
/** For owner only. */
const mode = 0o600

/** The key that seals all secrets, from where the operator keeps it. */
export interface KeyPlace {
  /** 64 hexadecimal digits or 44 of base64; it goes before the file. */
  readonly variable: string | undefined
  readonly file: string
}

/**
 * Reads the key, or makes it where there is no file yet; `isNew` then.
 * @throws IngestError `INVALID_KEY` for what is no key, and for a file that others may read
 */
export function readKey({ variable, file }: KeyPlace): { readonly key: Buffer; readonly isNew: boolean } {
  if (variable !== undefined && variable !== '') return { key: decodeKey(variable, 'INGESTR_SERVER_KEY'), isNew: false }
  try {
    return { key: decodeKey(readPrivate(file), file), isNew: false }
  } catch (cause) {
    if (!isMissing(cause)) throw IngestError.isInstance(cause) ? cause : unreadable(file, cause)
  }
  const key = randomBytes(keyBytes)
  try {
    writeFileSync(file, `${key.toString('hex')}\n`, { mode, flag: 'wx', flush: true })
  } catch (cause) {
    throw unreadable(file, cause)
  }
  return { key, isNew: true }
}

function readPrivate(file: string): string {
  const descriptor = openSync(file, 'r')
  try {
    const { mode: rights } = fstatSync(descriptor)
    if ((rights & 0o077) !== 0) {
      throw new IngestError('INVALID_KEY', `Others may read the key file ${file}. Close it to them: chmod 600 ${file}`)
    }
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

function decodeKey(text: string, place: string): Buffer {
  const trimmed = text.trim()
  const key = Buffer.from(trimmed, /^[0-9a-f]{64}$/i.test(trimmed) ? 'hex' : 'base64')
  if (key.length === keyBytes) return key
  throw new IngestError(
    'INVALID_KEY',
    `${place} does not hold a key of 32 bytes, in hexadecimal digits or base64. Make one with: openssl rand -hex 32`,
  )
}

function unreadable(file: string, cause: unknown): IngestError {
  const reason = cause instanceof Error ? cause.message : 'unknown'
  return new IngestError('INVALID_KEY', `The key file ${file} cannot be read or made: ${reason}`, { cause })
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

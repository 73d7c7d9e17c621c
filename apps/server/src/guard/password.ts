import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

import { IngestError } from '@ingestr/contract'

const cost = 2 ** 17
const blockSize = 8
const keyBytes = 32
const leastCharacters = 12
const mostCharacters = 200

/** @throws IngestError `INVALID_ARGUMENT` for one that is too short or too long */
export function checkPassword(password: string): void {
  if (password.length >= leastCharacters && password.length <= mostCharacters) return
  throw new IngestError('INVALID_ARGUMENT', `A password has ${leastCharacters} to ${mostCharacters} characters.`)
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt)
  return `scrypt:${salt.toString('base64')}:${key.toString('base64')}`
}

/** Takes as long for a wrong password as for the right one, and where there is none. */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, salt = '', expected = ''] = (hash ?? '').split(':')
  const key = await derive(password.slice(0, mostCharacters), Buffer.from(salt, 'base64'))
  const wanted = Buffer.from(expected, 'base64')
  return wanted.length === key.length && timingSafeEqual(key, wanted)
}

async function derive(password: string, salt: Buffer): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    scrypt(password, salt, keyBytes, { N: cost, r: blockSize, p: 1, maxmem: 256 * cost * blockSize }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** For what is random and long; a password needs `hashPassword`. */
export function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares in the same time, wherever they differ. */
export function isSame(one: string, other: string): boolean {
  return timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest())
}

export function sign(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

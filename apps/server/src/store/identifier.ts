import { randomBytes } from 'node:crypto'

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'

/** `run_7k2m…`: random, of small letters and digits that are not mistaken for each other. */
export function createIdentifier(kind: string): string {
  const letters = Array.from(randomBytes(14), (byte) => alphabet[byte % alphabet.length])
  return `${kind}_${letters.join('')}`
}

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

import { IngestError } from '@ingestr/contract'

/** Whose secret it is, and where it may be sent; sealed with it, so that a row cannot be turned to another use. */
interface SecretPlace {
  /** Identifier of the connection or webhook. */
  readonly owner: string
  readonly field: string
  /** The one host, with its port, that the secret is for. */
  readonly host: string
}

/** Seals secrets with AES-256-GCM. */
export interface Vault {
  seal(secret: string, place: SecretPlace): string
  /** @throws IngestError `SECRET_UNREADABLE` where key or place are others than those it was sealed with */
  open(sealed: string, place: SecretPlace): string
  /** A key of its own for another purpose. */
  deriveKey(purpose: string): Buffer
}

const nonceBytes = 12
const tagBytes = 16

export function createVault(key: Buffer): Vault {
  const deriveKey = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', key, '', `ingestr-server ${purpose}`, 32))
  const sealingKey = deriveKey('secrets v1')
  return {
    deriveKey,
    seal(secret, place) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(describe(place))
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64')
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed, 'base64')
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealingKey, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        })
        decipher.setAAD(describe(place)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString(
          'utf8',
        )
      } catch (cause) {
        throw new IngestError(
          'SECRET_UNREADABLE',
          'A stored secret does not open: the key is another, or the row was changed. Enter the secret again.',
          { cause },
        )
      }
    },
  }
}

/** As JSON, so that no two places give the same text. */
function describe({ owner, field, host }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify(['v1', owner, field, host]))
}

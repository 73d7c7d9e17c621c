import { createHash, createHmac } from 'node:crypto'

import { textOf } from '../rewrite/edit-at.ts'
import type { MaskAlgorithm, MaskSecret } from './mask.ts'

/** SHA-256 of the value as it came, hexadecimal. */
export const sha256: MaskAlgorithm = digest('sha256')
export const md5: MaskAlgorithm = digest('md5')

/** HMAC-SHA-256: like a hash, but nobody without the secret can try out which value it is of. */
export const hmac: MaskAlgorithm = {
  result: 'text',
  keepsApart: 'with-key',
  needsSecret: true,
  parameter: { usual: '', expects: 'a secret', isValid: (text) => text !== '' },
  create: (parameter, secret) => {
    const key = parameter === '' ? secret : parameter
    return (value) => createHmac('sha256', key).update(textOf(value)).digest('hex')
  },
}

/** A UUID (version 8) that stands for the value, made with the secret. */
export const uuid: MaskAlgorithm = {
  result: 'text',
  keepsApart: 'with-key',
  create: (_, secret) => (value) => uuidOf(textOf(value), secret),
}

function digest(algorithm: 'sha256' | 'md5'): MaskAlgorithm {
  return {
    result: 'text',
    keepsApart: 'always',
    create: () => (value) => createHash(algorithm).update(textOf(value)).digest('hex'),
  }
}

/** RFC 9562, section 5.8: 122 bits of one's own choice. */
function uuidOf(text: string, secret: MaskSecret): string {
  const bytes = createHmac('sha256', secret).update(`uuid\0${text}`).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

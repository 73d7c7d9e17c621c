import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'

/** Far above any page of the API; a body that unpacks to more is an attack or a mistake. */
const maxOutputLength = 512 * 1024 * 1024

const decoders: Readonly<Record<string, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  gzip: (bytes) => promisify(gunzip)(bytes, { maxOutputLength }),
  'x-gzip': (bytes) => promisify(gunzip)(bytes, { maxOutputLength }),
  deflate: (bytes) => promisify(inflate)(bytes, { maxOutputLength }),
  br: (bytes) => promisify(brotliDecompress)(bytes, { maxOutputLength }),
}

/** What the client can undo, as `Accept-Encoding` says it. */
export const acceptedEncodings = 'gzip, br'

/** Undoes a `Content-Encoding`, several in a row included. Rejects for an encoding nobody asked for, and for cut bodies. */
export async function decompress(bytes: Uint8Array, encoding: string | undefined): Promise<Uint8Array> {
  let decoded = bytes
  for (const name of (encoding ?? '').toLowerCase().split(',').toReversed()) {
    const trimmed = name.trim()
    if (trimmed === '' || trimmed === 'identity' || decoded.length === 0) continue
    const decoder = decoders[trimmed]
    if (decoder === undefined) throw new TypeError(`unknown content encoding ${trimmed.slice(0, 20)}`)
    decoded = await decoder(decoded)
  }
  return decoded
}

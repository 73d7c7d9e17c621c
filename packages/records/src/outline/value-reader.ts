import { JsonScan, letterF, letterN, letterT, openList, openObject, quote } from './json-scan.ts'

/** A number as it is written, so that no digit is lost. */
export class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A text, number or null; undefined for whatever else, or nothing, is in its place. */
export type Scalar = string | NumberText | null | undefined

/** Reads values where an outline says that they begin. */
export class ValueReader {
  readonly #bytes: Uint8Array
  readonly #buffer: Buffer
  readonly #scan: JsonScan

  /** `bytes` must be a body that was outlined. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#scan = new JsonScan(bytes, '')
  }

  /** The value as it is written. */
  token(start: number): string {
    return this.#buffer.toString('utf8', start, this.#scan.value(start))
  }

  scalar(start: number): Scalar {
    const first = this.#bytes[start]
    if (first === letterN) return null
    if (first === openObject || first === openList || first === letterT || first === letterF) return undefined
    const token = this.token(start)
    if (first !== quote) return new NumberText(token)
    return token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1)
  }
}

import { isUtf8 } from 'node:buffer'

import { JsonCursor, JsonSurprise, type Scalar } from '@ingestr/records'

import type { RawEnvelope, RawList, RawPages, RawRecord } from './raw-envelope.ts'

const openObject = 0x7b
const openList = 0x5b

const recordNames = ['id', 'created_at', 'updated_at']
const pagesNames = ['page', 'per_page', 'total_pages', 'next']
const nextNames = ['starting_after', 'page']

/**
 * Reads the envelope without parsing the records. Undefined where the body is no JSON object, or is written in a way that
 * only a parser should judge (a key twice, an escaped key, extreme nesting): `parseEnvelope` then decides.
 */
export function scanEnvelope(bytes: Uint8Array, recordsKeys: readonly string[]): RawEnvelope | undefined {
  if (!isUtf8(bytes)) return undefined
  try {
    return new EnvelopeScanner(bytes, recordsKeys).scan()
  } catch (error) {
    if (error instanceof JsonSurprise) return undefined
    throw error
  }
}

class EnvelopeScanner {
  readonly #bytes: Uint8Array
  readonly #cursor: JsonCursor
  readonly #recordsKeys: readonly string[]

  constructor(bytes: Uint8Array, recordsKeys: readonly string[]) {
    this.#bytes = bytes
    this.#cursor = new JsonCursor(bytes, 'has_more')
    this.#recordsKeys = recordsKeys
  }

  scan(): RawEnvelope {
    const lists = new Map<string, RawList>()
    let pages: RawPages | undefined
    const [totalCount, scrollParam] = this.#object(
      ['total_count', 'scroll_param', 'pages', ...this.#recordsKeys],
      (name) => {
        const first = this.#cursor.peek()
        if (name === 'pages' && first === openObject) pages = this.#pages()
        else if (this.#recordsKeys.includes(name) && first === openList) lists.set(name, this.#records())
        else return this.#cursor.scalar()
        return undefined
      },
    )
    this.#cursor.end()
    return { lists, totalCount, scrollParam, pages }
  }

  #records(): RawList {
    const records: RawRecord[] = []
    const before = this.#cursor.flagged
    this.#cursor.array(() => {
      records.push(this.#record())
    })
    return { records, truncatedLists: this.#cursor.flagged - before }
  }

  #record(): RawRecord {
    if (this.#cursor.peek() !== openObject) {
      this.#cursor.skipValue()
      return { id: undefined, createdAt: undefined, updatedAt: undefined }
    }
    const [id, createdAt, updatedAt] = this.#object(recordNames, this.#readScalar)
    return { id, createdAt, updatedAt }
  }

  #pages(): RawPages {
    let next: RawPages['next']
    const [page, perPage, totalPages] = this.#object(pagesNames, (name) => {
      if (name !== 'next') return this.#cursor.scalar()
      next = this.#next()
      return undefined
    })
    return { page, perPage, totalPages, next }
  }

  #next(): RawPages['next'] {
    const first = this.#cursor.peek()
    if (first === openObject) {
      const [startingAfter, page] = this.#object(nextNames, this.#readScalar)
      return { startingAfter, page }
    }
    const scalar = this.#cursor.scalar()
    if (typeof scalar === 'string') return { url: scalar }
    return scalar === null ? undefined : 'unreadable'
  }

  readonly #readScalar = (): Scalar => this.#cursor.scalar()

  /** Reads an object: what `read` makes of each of the names, in their order; other members are skipped. */
  #object(names: readonly string[], read: (name: string) => Scalar): readonly Scalar[] {
    const values: Scalar[] = names.map(() => undefined)
    let seen = 0
    this.#cursor.object((start, end) => {
      const index = this.#indexOf(names, start, end)
      if (index === -1) return this.#cursor.skipValue()
      const bit = 1 << index
      if ((seen & bit) !== 0) throw new JsonSurprise(start)
      seen |= bit
      values[index] = read(names[index] ?? '')
    })
    return values
  }

  #indexOf(names: readonly string[], start: number, end: number): number {
    const length = end - start
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] ?? ''
      if (name.length === length && this.#isAt(start, name)) return index
    }
    return -1
  }

  #isAt(start: number, name: string): boolean {
    for (let index = 0; index < name.length; index += 1) {
      if (this.#bytes[start + index] !== name.charCodeAt(index)) return false
    }
    return true
  }
}

import { isUtf8 } from 'node:buffer'

import { JsonCursor, Surprise } from './json-cursor.ts'

import type { RawEnvelope, RawNext, RawPages, RawRecord, Scalar } from './raw-envelope.ts'

const brace = 0x7b
const bracket = 0x5b
const quote = 0x22

/**
 * Reads the envelope without parsing the records. Undefined where the body is no JSON object, or is written in a way that
 * only a parser should judge (a key twice, an escaped key, extreme nesting): `parseEnvelope` then decides.
 */
export function scanEnvelope(bytes: Uint8Array, recordsKeys: readonly string[]): RawEnvelope | undefined {
  if (!isUtf8(bytes)) return undefined
  try {
    return new EnvelopeScanner(bytes, recordsKeys).scan()
  } catch (error) {
    if (error instanceof Surprise) return undefined
    throw error
  }
}

class EnvelopeScanner {
  readonly #bytes: Uint8Array
  readonly #cursor: JsonCursor
  readonly #recordsKeys: readonly string[]

  constructor(bytes: Uint8Array, recordsKeys: readonly string[]) {
    this.#bytes = bytes
    this.#cursor = new JsonCursor(bytes)
    this.#recordsKeys = recordsKeys
  }

  scan(): RawEnvelope {
    const lists = new Map<string, readonly RawRecord[]>()
    let pages: RawPages | undefined
    const scalars = this.#object(['total_count', 'scroll_param'], {
      pages: () => {
        if (this.#cursor.peek() === brace) pages = this.#pages()
        else this.#cursor.skipValue()
      },
      ...Object.fromEntries(this.#recordsKeys.map((key) => [key, (): void => this.#list(key, lists)])),
    })
    this.#cursor.end()
    return { lists, totalCount: scalars['total_count'], scrollParam: scalars['scroll_param'], pages }
  }

  #list(key: string, lists: Map<string, readonly RawRecord[]>): void {
    if (this.#cursor.peek() !== bracket) return this.#cursor.skipValue()
    const records: RawRecord[] = []
    this.#cursor.array(() => {
      records.push(this.#record())
    })
    lists.set(key, records)
  }

  #record(): RawRecord {
    if (this.#cursor.peek() !== brace) {
      this.#cursor.skipValue()
      return { id: undefined, createdAt: undefined, updatedAt: undefined }
    }
    const scalars = this.#object(['id', 'created_at', 'updated_at'])
    return { id: scalars['id'], createdAt: scalars['created_at'], updatedAt: scalars['updated_at'] }
  }

  #pages(): RawPages {
    let next: RawPages['next']
    const scalars = this.#object(['page', 'per_page', 'total_pages'], {
      next: () => {
        next = this.#next()
      },
    })
    return { page: scalars['page'], perPage: scalars['per_page'], totalPages: scalars['total_pages'], next }
  }

  #next(): RawPages['next'] {
    const first = this.#cursor.peek()
    if (first === brace) {
      const scalars = this.#object(['starting_after', 'page'])
      return { startingAfter: scalars['starting_after'], page: scalars['page'] } satisfies RawNext
    }
    const scalar = this.#cursor.scalar()
    if (first === quote && typeof scalar === 'string') return { url: scalar }
    return scalar === null ? undefined : 'unreadable'
  }

  /** Reads an object: the scalars of some names, other names by a function each, and skips the rest. */
  #object(
    names: readonly string[],
    readers: Readonly<Record<string, () => void>> = {},
  ): Readonly<Record<string, Scalar>> {
    const known = [...names, ...Object.keys(readers)]
    const scalars: Record<string, Scalar> = {}
    const seen = new Set<string>()
    this.#cursor.object((start, end) => {
      this.#refuseEscape(start, end)
      const name = known.find((candidate) => this.#isKey(start, end, candidate))
      if (name === undefined) return this.#cursor.skipValue()
      if (seen.has(name)) throw new Surprise(start)
      seen.add(name)
      const reader = readers[name]
      if (reader === undefined) scalars[name] = this.#cursor.scalar()
      else reader()
    })
    return scalars
  }

  #isKey(start: number, end: number, name: string): boolean {
    if (end - start !== name.length) return false
    for (let index = 0; index < name.length; index += 1) {
      if (this.#bytes[start + index] !== name.charCodeAt(index)) return false
    }
    return true
  }

  /** A key with `\u` in it may be any name. */
  #refuseEscape(start: number, end: number): void {
    for (let position = start; position < end; position += 1) {
      if (this.#bytes[position] === 0x5c && this.#bytes[position + 1] === 0x75) throw new Surprise(position)
    }
  }
}

/** A number as it is written, so that no digit is lost. */
export class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A text, number or null; undefined for whatever else, or nothing, is in its place. */
export type Scalar = string | NumberText | null | undefined

/** Thrown by the cursor where the bytes are not JSON, or not as simple as it can read. For whoever made the cursor to catch. */
export class JsonSurprise {
  /** Where, for a debugger. */
  readonly position: number

  constructor(position: number) {
    this.position = position
  }
}

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const backslash = 0x5c
const openList = 0x5b
const closeList = 0x5d
const openObject = 0x7b
const closeObject = 0x7d
const depthLimit = 256
const letterT = 0x74

/** Bytes that a string holds as they are: 1. Quote, backslash and control characters: 0. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === quote || byte === backslash ? 0 : 1,
)

/**
 * Walks over JSON bytes, checking the whole grammar on the way, without making values of what nobody asks for. Written for
 * speed: it reads every byte of every page.
 */
export class JsonCursor {
  readonly #bytes: Uint8Array
  readonly #buffer: Buffer
  #position = 0
  #depth = 0
  #hasEscape = false
  readonly #flag: Uint8Array
  /** How many objects so far, inside of others or not, had the key `flag` with the value true. */
  flagged = 0

  /** `bytes` must be UTF-8. `flag` is a key, in letters of ASCII, whose trues are counted. */
  constructor(bytes: Uint8Array, flag = '') {
    this.#bytes = bytes
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#flag = new TextEncoder().encode(flag)
  }

  /** How many bytes are read. */
  get position(): number {
    return this.#position
  }

  /**
   * Calls `member` for each key; it must consume the value. Keys are given as the range of their bytes, still escaped:
   * a key that may be any name, since it holds a `\u`, is a surprise.
   */
  object(member: (start: number, end: number) => void): void {
    this.#enter(openObject)
    if (!this.#take(closeObject)) {
      do {
        const start = this.#key()
        const end = this.#position - 2
        if (this.#hasEscape) this.#refuseUnicodeEscape(start, end)
        this.#countFlag(start, end)
        member(start, end)
      } while (this.#take(comma))
      this.#expect(closeObject)
    }
    this.#depth -= 1
  }

  /** Calls `item` for each item; it must consume it. */
  array(item: () => void): void {
    this.#enter(openList)
    if (!this.#take(closeList)) {
      do item()
      while (this.#take(comma))
      this.#expect(closeList)
    }
    this.#depth -= 1
  }

  /** The first byte of the next value. */
  peek(): number {
    const byte = this.#bytes[this.#position] ?? 0
    return byte > 0x20 ? byte : this.#skipSpace()
  }

  skipValue(): void {
    switch (this.peek()) {
      case quote:
        return this.#skipString()
      case openObject:
        return this.#skipObject()
      case openList:
        return this.#skipList()
      case letterT:
        return this.#skipWord('true')
      case 0x66:
        return this.#skipWord('false')
      case 0x6e:
        return this.#skipWord('null')
      default:
        return this.#skipNumber()
    }
  }

  scalar(): Scalar {
    const first = this.peek()
    const start = this.#position
    this.skipValue()
    if (first === quote) return this.#text(start, this.#position)
    if (first === 0x6e) return null
    if (first === openObject || first === openList || first === letterT || first === 0x66) return undefined
    return new NumberText(this.#buffer.toString('latin1', start, this.#position))
  }

  /** What the bytes from `start` to `end` spell. */
  text(start: number, end: number): string {
    return this.#buffer.toString('utf8', start, end)
  }

  /** Throws unless nothing but space is left. */
  end(): void {
    this.#skipSpace()
    if (this.#position !== this.#bytes.length) throw new JsonSurprise(this.#position)
  }

  #text(start: number, end: number): string {
    if (!this.#hasEscape) return this.text(start + 1, end - 1)
    return String(JSON.parse(this.text(start, end)))
  }

  /** Reads a key and its colon; gives where the key's text starts. It ends two bytes before the position. */
  #key(): number {
    if (this.peek() !== quote) throw new JsonSurprise(this.#position)
    const start = this.#position + 1
    this.#skipString()
    // A colon after space is legal and rare: the range of the key would then be wrong.
    if (this.#bytes[this.#position] !== colon) throw new JsonSurprise(this.#position)
    this.#position += 1
    return start
  }

  #skipObject(): void {
    this.#enter(openObject)
    if (!this.#take(closeObject)) {
      do {
        const start = this.#key()
        const end = this.#position - 2
        if (this.#hasEscape) this.#refuseEscapedFlag(start, end)
        this.#countFlag(start, end)
        this.skipValue()
      } while (this.#take(comma))
      this.#expect(closeObject)
    }
    this.#depth -= 1
  }

  #skipList(): void {
    this.#enter(openList)
    if (!this.#take(closeList)) {
      do this.skipValue()
      while (this.#take(comma))
      this.#expect(closeList)
    }
    this.#depth -= 1
  }

  #skipString(): void {
    const bytes = this.#bytes
    let position = this.#position + 1
    this.#hasEscape = false
    for (;;) {
      while (isPlain[bytes[position] ?? 0] === 1) position += 1
      if (bytes[position] === quote) break
      if (bytes[position] !== backslash) throw new JsonSurprise(position)
      this.#hasEscape = true
      position += this.#escapeLength(position)
    }
    this.#position = position + 1
  }

  #escapeLength(position: number): number {
    const letter = this.#bytes[position + 1] ?? 0
    if (letter !== 0x75) {
      if (!'"\\/bfnrt'.includes(String.fromCharCode(letter))) throw new JsonSurprise(position)
      return 2
    }
    for (let digit = position + 2; digit < position + 6; digit += 1) {
      if (!isHexDigit(this.#bytes[digit] ?? 0)) throw new JsonSurprise(digit)
    }
    return 6
  }

  #skipWord(word: string): void {
    for (let index = 0; index < word.length; index += 1) {
      if (this.#bytes[this.#position + index] !== word.charCodeAt(index)) throw new JsonSurprise(this.#position)
    }
    this.#position += word.length
  }

  #skipNumber(): void {
    const bytes = this.#bytes
    if (bytes[this.#position] === 0x2d) this.#position += 1
    if (bytes[this.#position] === 0x30) this.#position += 1
    else this.#skipDigits()
    if (bytes[this.#position] === 0x2e) {
      this.#position += 1
      this.#skipDigits()
    }
    const exponent = bytes[this.#position]
    if (exponent !== 0x65 && exponent !== 0x45) return
    this.#position += 1
    const sign = bytes[this.#position]
    if (sign === 0x2b || sign === 0x2d) this.#position += 1
    this.#skipDigits()
  }

  #skipDigits(): void {
    const bytes = this.#bytes
    const start = this.#position
    let position = start
    while (isDigit(bytes[position] ?? 0)) position += 1
    if (position === start) throw new JsonSurprise(position)
    this.#position = position
  }

  /** Skips space and gives the byte after it; 0 at the end. */
  #skipSpace(): number {
    const bytes = this.#bytes
    let position = this.#position
    let byte = bytes[position] ?? 0
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      position += 1
      byte = bytes[position] ?? 0
    }
    this.#position = position
    return byte
  }

  #take(byte: number): boolean {
    if (this.peek() !== byte) return false
    this.#position += 1
    return true
  }

  #expect(byte: number): void {
    if (!this.#take(byte)) throw new JsonSurprise(this.#position)
  }

  #enter(byte: number): void {
    this.#expect(byte)
    this.#depth += 1
    if (this.#depth > depthLimit) throw new JsonSurprise(this.#position)
  }

  #countFlag(start: number, end: number): void {
    const flag = this.#flag
    if (end - start !== flag.length || flag.length === 0) return
    for (let index = 0; index < flag.length; index += 1) {
      if (this.#bytes[start + index] !== flag[index]) return
    }
    if (this.peek() === letterT) this.flagged += 1
  }

  /** A key may be written with escapes where it need not be. */
  #refuseEscapedFlag(start: number, end: number): void {
    const key = this.text(start, end)
    for (const [, letter = ''] of key.matchAll(/\\u00(..)/g)) {
      if (this.#flag.includes(Number.parseInt(letter, 16))) throw new JsonSurprise(start)
    }
  }

  #refuseUnicodeEscape(start: number, end: number): void {
    for (let position = start; position < end; position += 1) {
      if (this.#bytes[position] === backslash && this.#bytes[position + 1] === 0x75) throw new JsonSurprise(position)
    }
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
}

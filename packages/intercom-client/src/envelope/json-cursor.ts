import { NumberText, type Scalar } from './raw-envelope.ts'

/** Thrown by the cursor where the bytes are not JSON, or not as simple as it can read. Never leaves the scanner. */
export class Surprise {
  /** Where, for a debugger. */
  readonly position: number

  constructor(position: number) {
    this.position = position
  }
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const depthLimit = 256

/** Walks over JSON bytes, checking the whole grammar on the way, without making values of what nobody asks for. */
export class JsonCursor {
  readonly #bytes: Uint8Array
  readonly #decoder = new TextDecoder()
  #position = 0
  #depth = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Calls `member` for each key; it must consume the value. Keys are given as their bytes' range, still escaped. */
  object(member: (start: number, end: number) => void): void {
    this.#enter(0x7b)
    if (this.#take(0x7d)) return this.#leave()
    do {
      const start = this.#peekAfterSpace(quote) + 1
      this.#skipString()
      const end = this.#position - 1
      this.#expect(0x3a)
      member(start, end)
    } while (this.#take(comma))
    this.#expect(0x7d)
    this.#leave()
  }

  /** Calls `item` for each item; it must consume it. */
  array(item: () => void): void {
    this.#enter(0x5b)
    if (this.#take(0x5d)) return this.#leave()
    do item()
    while (this.#take(comma))
    this.#expect(0x5d)
    this.#leave()
  }

  /** The first byte of the next value. */
  peek(): number {
    this.#skipSpace()
    return this.#at(this.#position)
  }

  skipValue(): void {
    switch (this.peek()) {
      case quote:
        return this.#skipString()
      case 0x7b:
        return this.object(this.#skipMember)
      case 0x5b:
        return this.array(this.#skipItem)
      case 0x74:
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
    if (first === 0x7b || first === 0x5b || first === 0x74 || first === 0x66) return undefined
    return new NumberText(this.#decoder.decode(this.#bytes.subarray(start, this.#position)))
  }

  /** Throws unless nothing but space is left. */
  end(): void {
    this.#skipSpace()
    if (this.#position !== this.#bytes.length) throw new Surprise(this.#position)
  }

  readonly #skipMember = (): void => this.skipValue()
  readonly #skipItem = (): void => this.skipValue()

  #text(start: number, end: number): string {
    const bytes = this.#bytes.subarray(start + 1, end - 1)
    if (!bytes.includes(backslash)) return this.#decoder.decode(bytes)
    return String(JSON.parse(this.#decoder.decode(this.#bytes.subarray(start, end))))
  }

  #at(position: number): number {
    return this.#bytes[position] ?? 0
  }

  #skipSpace(): void {
    let position = this.#position
    for (;;) {
      const byte = this.#at(position)
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break
      position += 1
    }
    this.#position = position
  }

  #take(byte: number): boolean {
    if (this.peek() !== byte) return false
    this.#position += 1
    return true
  }

  #expect(byte: number): void {
    if (!this.#take(byte)) throw new Surprise(this.#position)
  }

  #peekAfterSpace(byte: number): number {
    if (this.peek() !== byte) throw new Surprise(this.#position)
    return this.#position
  }

  #enter(byte: number): void {
    this.#expect(byte)
    this.#depth += 1
    if (this.#depth > depthLimit) throw new Surprise(this.#position)
  }

  #leave(): void {
    this.#depth -= 1
  }

  #skipString(): void {
    let position = this.#position + 1
    for (;;) {
      const byte = this.#at(position)
      if (byte === quote) break
      if (byte < 0x20) throw new Surprise(this.#position)
      position += byte === backslash ? this.#escapeLength(position) : 1
    }
    this.#position = position + 1
  }

  #escapeLength(position: number): number {
    const letter = this.#at(position + 1)
    if (letter === 0x75) {
      for (let digit = 2; digit < 6; digit += 1)
        if (!isHexDigit(this.#at(position + digit))) throw new Surprise(this.#position)
      return 6
    }
    if (!'"\\/bfnrt'.includes(String.fromCharCode(letter))) throw new Surprise(this.#position)
    return 2
  }

  #skipWord(word: string): void {
    for (let index = 0; index < word.length; index += 1) {
      if (this.#at(this.#position + index) !== word.charCodeAt(index)) throw new Surprise(this.#position)
    }
    this.#position += word.length
  }

  #skipNumber(): void {
    if (this.#at(this.#position) === 0x2d) this.#position += 1
    if (this.#at(this.#position) === 0x30) this.#position += 1
    else this.#skipDigits()
    if (this.#at(this.#position) === 0x2e) {
      this.#position += 1
      this.#skipDigits()
    }
    const exponent = this.#at(this.#position)
    if (exponent !== 0x65 && exponent !== 0x45) return
    this.#position += 1
    const sign = this.#at(this.#position)
    if (sign === 0x2b || sign === 0x2d) this.#position += 1
    this.#skipDigits()
  }

  #skipDigits(): void {
    const start = this.#position
    while (isDigit(this.#at(this.#position))) this.#position += 1
    if (this.#position === start) throw new Surprise(this.#position)
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
}

/** Thrown where the bytes are not JSON, or not as simple as a scan can judge. For whoever began the scan to catch. */
export class JsonSurprise {
  /** Where, for a debugger. */
  readonly position: number

  constructor(position: number) {
    this.position = position
  }
}

export const quote = 0x22
export const comma = 0x2c
export const colon = 0x3a
export const openList = 0x5b
export const closeList = 0x5d
export const openObject = 0x7b
export const closeObject = 0x7d
export const letterN = 0x6e
export const letterT = 0x74
const backslash = 0x5c
export const letterF = 0x66
const depthLimit = 256

/** Bytes that a string holds as they are: 1. Quote, backslash and control characters: 0. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === quote || byte === backslash ? 0 : 1,
)

/**
 * Walks over JSON bytes, checking the whole grammar on the way, without making values of them. Each method takes a position and gives the
 * one behind what it walked over. Written for speed: it reads every byte of every page.
 */
export class JsonScan {
  readonly #bytes: Uint8Array
  readonly #flag: Uint8Array
  #depth = 0
  #hasEscape = false
  /** How many objects so far, inside of others or not, had the key `flag` with the value true. */
  flagged = 0

  /** `bytes` must be UTF-8. `flag` is a key, in letters of ASCII, whose trues are counted; none where it is empty. */
  constructor(bytes: Uint8Array, flag: string) {
    this.#bytes = bytes
    this.#flag = new TextEncoder().encode(flag)
  }

  /** Over space, which is rare. */
  space(position: number): number {
    return (this.#bytes[position] ?? 0x21) > 0x20 ? position : this.#skipSpace(position)
  }

  /** Over the opening bracket of an object or list, and the space behind it. Every one that is entered is to be left. */
  enter(position: number): number {
    this.#depth += 1
    if (this.#depth > depthLimit) throw new JsonSurprise(position)
    return this.space(position + 1)
  }

  /** Over the closing bracket. */
  leave(position: number): number {
    this.#depth -= 1
    return position + 1
  }

  value(position: number): number {
    switch (this.#bytes[position] ?? 0) {
      case quote:
        return this.string(position)
      case openObject:
        return this.#object(position)
      case openList:
        return this.#list(position)
      case letterT:
        return this.#word(position, 'true')
      case letterF:
        return this.#word(position, 'false')
      case letterN:
        return this.#word(position, 'null')
      default:
        return this.#number(position)
    }
  }

  /** `position` is at the opening quote. */
  string(position: number): number {
    const bytes = this.#bytes
    let at = position + 1
    while (isPlain[bytes[at] ?? 0] === 1) at += 1
    if (bytes[at] === quote) return at + 1
    return this.#escaped(at)
  }

  /** Whether the last string had a backslash: false, until it is asked for the next time. */
  takeEscape(): boolean {
    const had = this.#hasEscape
    this.#hasEscape = false
    return had
  }

  /** The rest of a string, from where it first is not plain. */
  #escaped(position: number): number {
    const bytes = this.#bytes
    let at = position
    this.#hasEscape = true
    while (bytes[at] !== quote) {
      if (bytes[at] !== backslash) throw new JsonSurprise(at)
      at += this.#escapeLength(at)
      while (isPlain[bytes[at] ?? 0] === 1) at += 1
    }
    return at + 1
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

  #object(position: number): number {
    const bytes = this.#bytes
    let at = this.enter(position)
    if (bytes[at] === closeObject) return this.leave(at)
    for (;;) {
      if (bytes[at] !== quote) throw new JsonSurprise(at)
      const start = at + 1
      this.#hasEscape = false
      at = this.string(at)
      if (this.#hasEscape) this.#refuseEscapedFlag(start, at - 1)
      // A colon after space is legal, and rare.
      if (bytes[at] !== colon) throw new JsonSurprise(at)
      const value = this.space(at + 1)
      if (bytes[value] === letterT && this.#isFlag(start, at - 1)) this.flagged += 1
      at = this.space(this.value(value))
      if (bytes[at] === closeObject) return this.leave(at)
      if (bytes[at] !== comma) throw new JsonSurprise(at)
      at = this.space(at + 1)
    }
  }

  #list(position: number): number {
    const bytes = this.#bytes
    let at = this.enter(position)
    if (bytes[at] === closeList) return this.leave(at)
    for (;;) {
      at = this.space(this.value(at))
      if (bytes[at] === closeList) return this.leave(at)
      if (bytes[at] !== comma) throw new JsonSurprise(at)
      at = this.space(at + 1)
    }
  }

  #word(position: number, word: string): number {
    for (let index = 1; index < word.length; index += 1) {
      if (this.#bytes[position + index] !== word.charCodeAt(index)) throw new JsonSurprise(position)
    }
    return position + word.length
  }

  #number(position: number): number {
    const bytes = this.#bytes
    let at = bytes[position] === 0x2d ? position + 1 : position
    at = bytes[at] === 0x30 ? at + 1 : this.#digits(at)
    if (bytes[at] === 0x2e) at = this.#digits(at + 1)
    if (bytes[at] !== 0x65 && bytes[at] !== 0x45) return at
    at += 1
    if (bytes[at] === 0x2b || bytes[at] === 0x2d) at += 1
    return this.#digits(at)
  }

  #digits(position: number): number {
    const bytes = this.#bytes
    let at = position
    while (isDigit(bytes[at] ?? 0)) at += 1
    if (at === position) throw new JsonSurprise(at)
    return at
  }

  #skipSpace(position: number): number {
    const bytes = this.#bytes
    let at = position
    let byte = bytes[at]
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      at += 1
      byte = bytes[at]
    }
    return at
  }

  #isFlag(start: number, end: number): boolean {
    const flag = this.#flag
    if (end - start !== flag.length || flag.length === 0) return false
    for (let index = 0; index < flag.length; index += 1) {
      if (this.#bytes[start + index] !== flag[index]) return false
    }
    return true
  }

  /** A key may be written with escapes where it need not be. */
  #refuseEscapedFlag(start: number, end: number): void {
    const key = Buffer.from(this.#bytes.subarray(start, end)).toString()
    for (const [, letter = ''] of key.matchAll(/\\u00(..)/g)) {
      if (this.#flag.includes(Number.parseInt(letter, 16))) throw new JsonSurprise(start)
    }
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
}

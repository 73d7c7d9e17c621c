import { closeList, closeObject, colon, comma, letterN, letterT, openList, openObject, quote } from './json-scan.ts'
import { JsonScan, JsonSurprise } from './json-scan.ts'
import { MemberBuffer } from './member-buffer.ts'
import {
  itemsPerList,
  type BodyMember,
  type OutlineKey,
  type PageOutline,
  type RecordOutline,
} from './record-outline.ts'

/** The keys of an object. */
type Place = { readonly key: OutlineKey | undefined; readonly keys: Map<string, Key>; first: Key | undefined }

type Key = OutlineKey & {
  /** With its quotes and its colon. */
  readonly bytes: Uint8Array
  readonly isFlag: boolean
  /** The keys of the object that is its value. */
  below: Place | undefined
  /** The key that followed it the last time: most records have the same keys in the same order. */
  next: Key | undefined
  /** The object that it was seen in last. */
  seenIn: number
}

/** Where the records of a page lie, for one page at a time. */
const members = new MemberBuffer()

/** Walks over one body. Each method takes a position and gives the one behind what it walked over, or throws a surprise. */
export class Outliner {
  readonly #bytes: Uint8Array
  readonly #buffer: Buffer
  readonly #scan: JsonScan
  readonly #flag: string
  #keys: Key[] = []
  #objects = 0

  constructor(bytes: Uint8Array, flag: string) {
    this.#bytes = bytes
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#scan = new JsonScan(bytes, flag)
    this.#flag = flag
  }

  /** The members of the body, and the items of each that is a list. */
  page(): PageOutline {
    const found = new Map<string, BodyMember>()
    this.#whole((position) =>
      this.#members(position, (name, start) => {
        if (found.has(name)) throw new JsonSurprise(start)
        let end = start
        let list: RecordOutline | undefined
        if (this.#bytes[start] === openList) list = this.#records((root) => (end = this.#items(root, start)))
        else end = this.#scan.value(start)
        found.set(name, { start, list })
        return end
      }),
    )
    return found
  }

  /** The records that a path leads to. */
  records(path: readonly string[]): RecordOutline {
    return this.#records((root) => this.#whole((position) => this.#select(root, { path, number: 0 }, position)))
  }

  #whole(walk: (position: number) => number): void {
    const end = this.#scan.space(walk(this.#scan.space(0)))
    if (end !== this.#bytes.length) throw new JsonSurprise(end)
  }

  #records(walk: (root: Place) => void): RecordOutline {
    const flagged = this.#scan.flagged
    this.#keys = []
    members.clear()
    walk(createPlace(undefined))
    return { ...members.take(), keys: this.#keys, flagged: this.#scan.flagged - flagged }
  }

  #items(root: Place, position: number): number {
    return this.#list(position, (at, number) => {
      members.begin(number, at)
      const end = this.#bytes[at] === openObject ? this.#object(root, at) : this.#scan.value(at)
      members.end(end)
      return end
    })
  }

  /** What the first steps have led to; `number` is that of a record in it. */
  #select(
    root: Place,
    { path, number }: { readonly path: readonly string[]; readonly number: number },
    position: number,
  ): number {
    const first = this.#bytes[position]
    if (first === letterN) return this.#scan.value(position)
    const [step, ...rest] = path
    if (step === '*') {
      return this.#list(position, (at, index) =>
        this.#select(root, { path: rest, number: number * itemsPerList + index }, at),
      )
    }
    if (step !== undefined) return this.#field(step, position, (at) => this.#select(root, { path: rest, number }, at))
    if (first !== openObject) throw new JsonSurprise(position)
    members.begin(number, position)
    const end = this.#object(root, position)
    members.end(end)
    return end
  }

  #field(name: string, position: number, read: (position: number) => number): number {
    let isFound = false
    return this.#members(position, (each, at) => {
      if (each !== name) return this.#scan.value(at)
      if (isFound) throw new JsonSurprise(at)
      isFound = true
      return read(at)
    })
  }

  /** `read` has to walk over each item, and is told its place, from 1 on. */
  #list(position: number, read: (position: number, index: number) => number): number {
    const bytes = this.#bytes
    if (bytes[position] !== openList) throw new JsonSurprise(position)
    let at = this.#scan.enter(position)
    if (bytes[at] === closeList) return this.#scan.leave(at)
    for (let index = 1; ; index += 1) {
      at = this.#scan.space(read(at, index))
      if (bytes[at] === closeList) return this.#scan.leave(at)
      if (bytes[at] !== comma) throw new JsonSurprise(at)
      at = this.#scan.space(at + 1)
    }
  }

  /** Members of an object that is not expected to come again. `read` has to walk over the value. */
  #members(position: number, read: (name: string, position: number) => number): number {
    const bytes = this.#bytes
    if (bytes[position] !== openObject) throw new JsonSurprise(position)
    let at = this.#scan.enter(position)
    if (bytes[at] === closeObject) return this.#scan.leave(at)
    for (;;) {
      const end = this.#keyEnd(at)
      const name = this.#buffer.toString('utf8', at + 1, end - 1)
      if (name.includes('\\')) throw new JsonSurprise(at)
      at = this.#scan.space(read(name, this.#scan.space(end + 1)))
      if (bytes[at] === closeObject) return this.#scan.leave(at)
      if (bytes[at] !== comma) throw new JsonSurprise(at)
      at = this.#scan.space(at + 1)
    }
  }

  /** A record, or an object inside it. Written for speed: most bytes of a page are read here. */
  #object(place: Place, position: number): number {
    const bytes = this.#bytes
    const scan = this.#scan
    this.#objects += 1
    const object = this.#objects
    let at = scan.enter(position)
    if (bytes[at] === closeObject) return scan.leave(at)
    let expected = place.first
    let before: Key | undefined
    for (;;) {
      const key: Key = expected !== undefined && this.#isAt(at, expected.bytes) ? expected : this.#key(place, at)
      if (key.seenIn === object) throw new JsonSurprise(at)
      key.seenIn = object
      if (before === undefined) place.first = key
      else before.next = key
      before = key
      expected = key.next
      at = scan.space(at + key.bytes.length)
      members.add(key.id, at)
      const first = bytes[at]
      if (first === openObject) {
        key.below ??= createPlace(key)
        at = this.#object(key.below, at)
      } else {
        if (first === letterT && key.isFlag) scan.flagged += 1
        at = scan.value(at)
      }
      at = scan.space(at)
      if (bytes[at] === closeObject) return scan.leave(at)
      if (bytes[at] !== comma) throw new JsonSurprise(at)
      at = scan.space(at + 1)
    }
  }

  #isAt(position: number, key: Uint8Array): boolean {
    const bytes = this.#bytes
    for (let index = 0; index < key.length; index += 1) {
      if (bytes[position + index] !== key[index]) return false
    }
    return true
  }

  #key(place: Place, position: number): Key {
    const end = this.#keyEnd(position)
    const name = this.#buffer.toString('utf8', position + 1, end - 1)
    const found = place.keys.get(name)
    if (found !== undefined) return found
    // It may be any name.
    if (name.includes('\\u')) throw new JsonSurprise(position)
    const key: Key = {
      id: this.#keys.length,
      name,
      isEscaped: name.includes('\\'),
      parent: place.key,
      bytes: this.#bytes.subarray(position, end + 1),
      isFlag: name === this.#flag,
      below: undefined,
      next: undefined,
      seenIn: 0,
    }
    place.keys.set(name, key)
    this.#keys.push(key)
    return key
  }

  /** Where the colon behind a key is: space before it is legal, and rare. */
  #keyEnd(position: number): number {
    if (this.#bytes[position] !== quote) throw new JsonSurprise(position)
    const end = this.#scan.string(position)
    if (this.#bytes[end] !== colon) throw new JsonSurprise(end)
    return end
  }
}

function createPlace(key: OutlineKey | undefined): Place {
  return { key, keys: new Map(), first: undefined }
}

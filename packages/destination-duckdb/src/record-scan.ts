import { isUtf8 } from 'node:buffer'

import type { Column, TableDefinition } from '@ingestr/contract'
import { flattenedPaths, JsonCursor, JsonSurprise } from '@ingestr/records'

import { knownPaths } from './known-paths.ts'
import { itemsPerList } from './page-reader.ts'
import type { Findings } from './record-shape.ts'
import { stagedForm } from './staged-column.ts'

/** Where the records of a page lie. */
export type RecordPlaces = {
  /** Their numbers, as `_ingestr_item`. */
  readonly items: readonly number[]
  /** The byte that each begins at, and the one behind it. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** The records of a page, and some of their cells, as a stage would have them. */
export type ScannedRecords = RecordPlaces & {
  /** A list for each of the columns. */
  readonly cells: ReadonlyArray<ReadonlyArray<string | null>>
}

/** Looks through pages for keys and forms that the definition does not tell of, and for the cells of some columns. */
export interface RecordScanner {
  /** Of all pages so far. */
  readonly findings: Findings
  /**
   * Undefined for a page that takes a parser to judge: it is no JSON, a key repeats within a record or is escaped, a cell is
   * no plain text and no whole number, or something else is where the records should be.
   */
  scan(body: Uint8Array): ScannedRecords | undefined
}

export function createRecordScanner(definition: TableDefinition, columns: readonly Column[]): RecordScanner {
  return new Scanner(definition, columns)
}

const openObject = 0x7b
const openList = 0x5b
const letterN = 0x6e
const quote = 0x22

/** A key of an object whose keys are looked at. */
type Key = {
  readonly bytes: Uint8Array
  /** The columns that its value is of, by their numbers among those whose cells are wanted. */
  readonly columns: readonly number[]
  /** Set where the table flattens the object that should be here. */
  readonly object: Place | undefined
  /** The key that followed it the last time: most records have the same keys in the same order. */
  next: Key | undefined
  /** The object that it was seen in last. */
  seenIn: number
}

/** An object whose keys are looked at: the record, or one that the table flattens. */
type Place = {
  readonly path: readonly string[]
  readonly keys: Map<string, Key>
  readonly start: Pick<Key, 'next'>
  isDrifted: boolean
}

class Scanner implements RecordScanner {
  readonly #definition: TableDefinition
  readonly #columns: readonly Column[]
  /** Whether a column's cells are JSON, by its number. */
  readonly #isJson: readonly boolean[]
  readonly #root: Place = createPlace([])
  /** The record, then the objects that the table flattens. */
  readonly #places: readonly Place[]
  readonly #isKnown: (path: readonly string[]) => boolean
  readonly #unknown: Array<readonly string[]> = []
  readonly #drifted: Array<readonly string[]> = []
  /** Of the record that is being read. */
  #news: Array<readonly string[]> = []
  #objects = 0
  #bytes: Uint8Array = new Uint8Array()
  #cursor = new JsonCursor(this.#bytes)
  #cells: Array<string | null> = []

  constructor(definition: TableDefinition, columns: readonly Column[]) {
    this.#definition = definition
    this.#columns = columns
    this.#isJson = columns.map((column) => stagedForm(column) === 'json')
    this.#places = [this.#root, ...flattenedPaths(definition).map((path) => createPlace(path))]
    this.#isKnown = knownPaths(definition)
  }

  get findings(): Findings {
    return { unknown: [...this.#unknown], drifted: [...this.#drifted] }
  }

  scan(body: Uint8Array): ScannedRecords | undefined {
    if (!isUtf8(body)) return undefined
    this.#bytes = body
    this.#cursor = new JsonCursor(body)
    const items: number[] = []
    const starts: number[] = []
    const ends: number[] = []
    const cells: Array<Array<string | null>> = this.#columns.map(() => [])
    try {
      this.#select(0, 0, (item) => {
        items.push(item)
        starts.push(this.#cursor.position)
        this.#record()
        ends.push(this.#cursor.position)
        for (const [column, values] of cells.entries()) values.push(this.#cells[column] ?? null)
      })
      this.#cursor.end()
      return { items, starts, ends, cells }
    } catch (error) {
      if (error instanceof JsonSurprise) return undefined
      throw error
    } finally {
      // Pages are large, and this one is not needed any more.
      this.#bytes = new Uint8Array()
      this.#cursor = new JsonCursor(this.#bytes)
    }
  }

  /** Reads the value that the first steps of the way to the records have led to; `item` is the number of a record in it. */
  #select(depth: number, item: number, onRecord: (item: number) => void): void {
    const { records } = this.#definition
    const first = this.#cursor.peek()
    if (first === letterN) return this.#cursor.skipValue()
    const step = records[depth]
    if (step === '*') {
      if (first !== openList) throw new JsonSurprise(this.#cursor.position)
      let index = 0
      this.#cursor.array(() => {
        index += 1
        this.#select(depth + 1, item * itemsPerList + index, onRecord)
      })
      return
    }
    if (first !== openObject) throw new JsonSurprise(this.#cursor.position)
    if (step === undefined) return onRecord(item)
    let isFound = false
    this.#cursor.object((start, end) => {
      if (this.#cursor.text(start, end) !== step) return this.#cursor.skipValue()
      if (isFound) throw new JsonSurprise(start)
      isFound = true
      this.#select(depth + 1, item, onRecord)
    })
  }

  #record(): void {
    this.#cells = []
    try {
      this.#object(this.#root)
    } finally {
      this.#keepNews()
    }
  }

  /** Keys of the record before those of its objects, as columns are made. */
  #keepNews(): void {
    if (this.#news.length === 0) return
    const order = (path: readonly string[]): number => this.#places.findIndex((place) => isParent(place.path, path))
    this.#unknown.push(...this.#news.toSorted((one, other) => order(one) - order(other)))
    this.#news = []
  }

  #object(place: Place): void {
    this.#objects += 1
    const number = this.#objects
    let before: Pick<Key, 'next'> = place.start
    this.#cursor.object((start, end) => {
      const { next } = before
      const key = next !== undefined && this.#isAt(start, end, next.bytes) ? next : this.#key(place, start, end)
      before.next = key
      before = key
      if (key.seenIn === number) throw new JsonSurprise(start)
      key.seenIn = number
      if (key.object !== undefined) this.#flattened(key.object)
      else if (key.columns.length > 0) this.#fill(key.columns)
      else this.#cursor.skipValue()
    })
  }

  #flattened(place: Place): void {
    const first = this.#cursor.peek()
    if (first === openObject) return this.#object(place)
    if (first !== letterN && !place.isDrifted) {
      place.isDrifted = true
      this.#drifted.push(place.path)
    }
    this.#cursor.skipValue()
  }

  #fill(columns: readonly number[]): void {
    const first = this.#cursor.peek()
    const start = this.#cursor.position
    this.#cursor.skipValue()
    if (first === letterN) return
    const token = this.#cursor.text(start, this.#cursor.position)
    const isText = first === quote && !token.includes('\\')
    // Other numbers DuckDB may write in another way.
    if (!isText && !/^(?:0|-?[1-9]\d{0,17})$/.test(token)) throw new JsonSurprise(start)
    for (const column of columns) this.#cells[column] = isText && !this.#isJson[column] ? token.slice(1, -1) : token
  }

  #key(place: Place, start: number, end: number): Key {
    const text = this.#cursor.text(start, end)
    const found = place.keys.get(text)
    if (found !== undefined) return found
    // It may be another key's name, written in another way.
    if (text.includes('\\')) throw new JsonSurprise(start)
    const path = [...place.path, text]
    const isSame = (other: readonly string[]): boolean => JSON.stringify(other) === JSON.stringify(path)
    const key: Key = {
      // Not `slice`: of a buffer of Node's that is the page's own memory.
      bytes: Uint8Array.from(this.#bytes.subarray(start, end)),
      columns: [...this.#columns.keys()].filter((index) => isSame(this.#columns[index]?.path ?? [])),
      object: this.#places.find((each) => isSame(each.path)),
      next: undefined,
      seenIn: 0,
    }
    // A cell that is an object as well takes a parser.
    if (key.columns.length > 0 && key.object !== undefined) throw new JsonSurprise(start)
    place.keys.set(text, key)
    if (this.#definition.isOpen && !this.#isKnown(path)) this.#news.push(path)
    return key
  }

  #isAt(start: number, end: number, key: Uint8Array): boolean {
    if (end - start !== key.length) return false
    for (let index = 0; index < key.length; index += 1) {
      if (this.#bytes[start + index] !== key[index]) return false
    }
    return true
  }
}

function createPlace(path: readonly string[]): Place {
  return { path, keys: new Map(), start: { next: undefined }, isDrifted: false }
}

function isParent(parent: readonly string[], path: readonly string[]): boolean {
  return JSON.stringify(parent) === JSON.stringify(path.slice(0, -1))
}

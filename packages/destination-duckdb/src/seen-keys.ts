import type { Column, TableDefinition } from '@ingestr/contract'
import { flattenedPaths, unknownColumnName, type OutlineKey, type RecordOutline } from '@ingestr/records'

import { knownPaths } from './known-paths.ts'
import type { Findings } from './record-shape.ts'

/** A key of a record, or of an object that the table flattens. */
export type SeenKey = {
  readonly path: readonly string[]
  /** The columns that its value is of, by their numbers among those whose cells are wanted. */
  readonly columns: readonly number[]
  /** The keys of the object that should be its value; undefined where the table flattens none here. */
  readonly below: Map<string, SeenKey> | undefined
  /** The column of values that the definition has none for: of an unknown key, or of what is no object where one is flattened. */
  readonly column: string | undefined
  /** Whether it is still to be told that the definition does not know it. */
  isNews: boolean
  isDrifted: boolean
}

/** The keys of one page by their ids; undefined: one of an object that is not looked into. */
export type PageKeys = ReadonlyArray<SeenKey | undefined>

/** What pages have that the definition does not tell of. */
export class SeenKeys {
  readonly #definition: TableDefinition
  readonly #columns: readonly Column[]
  /** The record, then the objects that the table flattens. */
  readonly #places: ReadonlyArray<readonly string[]>
  readonly #isKnown: (path: readonly string[]) => boolean
  readonly #root = new Map<string, SeenKey>()
  readonly #unknown: Array<readonly string[]> = []
  readonly #drifted: Array<readonly string[]> = []

  /** `columns` are those whose cells are wanted. */
  constructor(definition: TableDefinition, columns: readonly Column[]) {
    this.#definition = definition
    this.#columns = columns
    this.#places = [[], ...flattenedPaths(definition)]
    this.#isKnown = knownPaths(definition)
  }

  /** Of all pages so far. */
  get findings(): Findings {
    return { unknown: [...this.#unknown], drifted: [...this.#drifted] }
  }

  onPage(keys: readonly OutlineKey[]): PageKeys {
    const found: Array<SeenKey | undefined> = []
    for (const { name, parent } of keys) {
      const place = parent === undefined ? { path: [], below: this.#root } : found[parent.id]
      found.push(place?.below && this.#key(place.path, place.below, name))
    }
    return found
  }

  /** Tells of unknown keys in the order of records, those of a record before those of its objects, as columns are made. */
  tellNews(keys: PageKeys, { ids, firsts }: RecordOutline): void {
    if (!keys.some((key) => key?.isNews)) return
    for (const [index, first] of firsts.entries()) {
      const members = ids.subarray(first, firsts[index + 1] ?? first)
      const news = new Set(Array.from(members, (id) => keys[id]).filter((key) => key?.isNews === true))
      const paths = Array.from(news, (key) => key?.path ?? [])
      for (const key of news) if (key !== undefined) key.isNews = false
      this.#unknown.push(...paths.toSorted((one, other) => this.#placeOf(one) - this.#placeOf(other)))
    }
  }

  /** Something else than an object is where the table flattens one. */
  drifted(key: SeenKey): void {
    if (key.isDrifted) return
    key.isDrifted = true
    this.#drifted.push(key.path)
  }

  #key(parent: readonly string[], place: Map<string, SeenKey>, name: string): SeenKey {
    const found = place.get(name)
    if (found !== undefined) return found
    const path = [...parent, name]
    const columns = [...this.#columns.keys()].filter((index) => isSame(this.#columns[index]?.path ?? [], path))
    const below = this.#places.some((each) => isSame(each, path)) ? new Map<string, SeenKey>() : undefined
    const isNews = this.#definition.isOpen && !this.#isKnown(path)
    const hasColumn = isNews || (this.#definition.isOpen && below !== undefined)
    const column = hasColumn ? unknownColumnName(path, this.#definition) : undefined
    const key = { path, columns, below, column, isNews, isDrifted: false }
    place.set(name, key)
    return key
  }

  #placeOf(path: readonly string[]): number {
    return this.#places.findIndex((place) => isSame(place, path.slice(0, -1)))
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

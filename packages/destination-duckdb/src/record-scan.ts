import type { Column, TableDefinition } from '@ingestr/contract'
import { outlineRecords, ValueReader, type RecordOutline } from '@ingestr/records'

import { isPlainInteger } from './number-type.ts'
import type { Findings } from './record-shape.ts'
import { SeenKeys, type PageKeys } from './seen-keys.ts'
import { stagedForm } from './staged-column.ts'
import { formOf, type ValueForms } from './value-forms.ts'

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
  /** Of the columns that the definition does not tell of. */
  readonly forms: ValueForms
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
const letterN = 0x6e

class Scanner implements RecordScanner {
  readonly #definition: TableDefinition
  readonly #columns: readonly Column[]
  /** Whether a column's cells are JSON, by its number. */
  readonly #isJson: readonly boolean[]
  readonly #keys: SeenKeys

  constructor(definition: TableDefinition, columns: readonly Column[]) {
    this.#definition = definition
    this.#columns = columns
    this.#isJson = columns.map((column) => stagedForm(column) === 'json')
    this.#keys = new SeenKeys(definition, columns)
  }

  get findings(): Findings {
    return this.#keys.findings
  }

  scan(body: Uint8Array): ScannedRecords | undefined {
    const outline = outlineRecords(body, this.#definition.records)
    if (outline === undefined) return undefined
    const keys = this.#keys.onPage(outline.keys)
    this.#keys.tellNews(keys, outline)
    if (outline.keys.some(({ isEscaped }, id) => isEscaped && keys[id] !== undefined)) return undefined
    // A cell that is an object as well takes a parser.
    if (keys.some((key) => key?.below !== undefined && key.columns.length > 0)) return undefined
    return this.#read(body, outline, keys)
  }

  #read(body: Uint8Array, outline: RecordOutline, keys: PageKeys): ScannedRecords | undefined {
    const { starts, ends, numbers, firsts, ids, values } = outline
    const reader = new ValueReader(body)
    const found = { items: new Array<number>(), starts: new Array<number>(), ends: new Array<number>() }
    const cells = this.#columns.map((): Array<string | null> => [])
    const forms = new Map<string, number>()
    const lookedAt = keys.map((key) =>
      key?.column !== undefined || key?.below !== undefined || key?.columns[0] !== undefined ? key : undefined,
    )
    for (const [index, start] of starts.entries()) {
      if (body[start] === letterN) continue
      if (body[start] !== openObject) return undefined
      const row = this.#columns.map((): string | null => null)
      for (let member = firsts[index] ?? 0; member < (firsts[index + 1] ?? 0); member += 1) {
        const key = lookedAt[ids[member] ?? -1]
        const value = values[member] ?? 0
        if (key === undefined || body[value] === letterN) continue
        if (key.column !== undefined && (key.below === undefined || body[value] !== openObject)) {
          const form = formOf(body[value] ?? 0, () => reader.token(value))
          forms.set(key.column, (forms.get(key.column) ?? 0) | form)
        }
        if (key.columns.length > 0) {
          const token = decisiveToken(reader.token(value))
          if (token === undefined) return undefined
          for (const column of key.columns) row[column] = this.#cell(column, token)
        } else if (key.below !== undefined && body[value] !== openObject) this.#keys.drifted(key)
      }
      for (const [column, list] of cells.entries()) list.push(row[column] ?? null)
      found.items.push(numbers[index] ?? 0)
      found.starts.push(start)
      found.ends.push(ends[index] ?? 0)
    }
    return { ...found, cells, forms }
  }

  #cell(column: number, token: string): string {
    return token.startsWith('"') && this.#isJson[column] !== true ? token.slice(1, -1) : token
  }
}

/** A text without escapes or a whole number; other numbers DuckDB may write in another way. */
function decisiveToken(token: string): string | undefined {
  const isText = token.startsWith('"') && !token.includes('\\')
  return isText || isPlainInteger(token) ? token : undefined
}

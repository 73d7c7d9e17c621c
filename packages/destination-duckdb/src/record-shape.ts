import type { Column, TableDefinition } from '@ingestr/contract'
import { unknownColumnName } from '@ingestr/records'

import { foldName, quoteName, quoteText } from './identifier.ts'
import { jsonField } from './json-field.ts'
import { stagedForm } from './staged-column.ts'

/** How DuckDB is to read a record, and where each column's value then is. */
export interface RecordShape {
  /** A DuckDB type. */
  readonly type: string
  /** Whether an object is read as a document: DuckDB then does not notice keys that repeat. */
  readonly hasDocuments: boolean
  /** Expressions over `record`, by column name. */
  readonly cells: ReadonlyMap<string, string>
}

/** What a survey of the records found beyond the definition. */
export type Findings = {
  /** Keys that are not declared, as paths. */
  readonly unknown: ReadonlyArray<readonly string[]>
  /** Flattened objects that came as something else, as paths. */
  readonly drifted: ReadonlyArray<readonly string[]>
}

type Place = {
  readonly path: readonly string[]
  readonly columns: Column[]
  readonly below: Map<string, Place>
  /** Its own value goes to the column of an unknown key. */
  isUnknown: boolean
  isDrifted: boolean
}

/**
 * Reads scalars as text and the rest as JSON. An object whose fields DuckDB could not tell apart (it ignores their case),
 * that came as something else, or that is wanted whole as well, is read as a document and looked into. What no wanted column needs is
 * not read.
 */
export function recordShape(
  definition: TableDefinition,
  findings: Findings,
  isWanted: (column: string) => boolean = () => true,
): RecordShape {
  const root = createPlace([])
  for (const column of definition.columns) placeAt(root, column.path).columns.push(column)
  for (const path of findings.unknown) placeAt(root, path).isUnknown = true
  for (const path of findings.drifted) placeAt(root, path).isDrifted = true
  const cells = new Map<string, string>()
  addCells({ place: root, value: 'record', isDocument: isDocument(root), definition, cells })
  for (const name of cells.keys()) if (!isWanted(name)) cells.delete(name)
  const isRead = (place: Place): boolean =>
    cellNames(place, definition).some((name) => cells.has(name)) || [...place.below.values()].some(isRead)
  return { type: typeOf(root, isRead), hasDocuments: hasDocuments(root), cells }
}

function createPlace(path: readonly string[]): Place {
  return { path, columns: [], below: new Map(), isUnknown: false, isDrifted: false }
}

function placeAt(root: Place, path: readonly string[]): Place {
  let place = root
  for (const key of path) {
    const next = place.below.get(key) ?? createPlace([...place.path, key])
    place.below.set(key, next)
    place = next
  }
  return place
}

function isDocument(place: Place): boolean {
  if (place.below.size === 0) return place.isUnknown || place.columns.some((column) => stagedForm(column) === 'json')
  const keys = [...place.below.keys()]
  const isAmbiguous = new Set(keys.map(foldName)).size < keys.length || keys.includes('')
  return place.isDrifted || place.columns.length > 0 || isAmbiguous
}

function hasDocuments(place: Place): boolean {
  return place.below.size > 0 && (isDocument(place) || [...place.below.values()].some(hasDocuments))
}

function typeOf(place: Place, isRead: (place: Place) => boolean): string {
  if (isDocument(place)) return 'JSON'
  if (place.below.size === 0) return 'VARCHAR'
  const read = [...place.below].filter(([, child]) => isRead(child))
  // There is no structure without fields.
  const fields = read.length === 0 ? [...place.below].slice(0, 1) : read
  return `STRUCT(${fields.map(([key, child]) => `${quoteName(key)} ${typeOf(child, isRead)}`).join(', ')})`
}

/** The columns that a place's own value goes to. */
function cellNames({ path, columns, isUnknown, isDrifted }: Place, definition: TableDefinition): readonly string[] {
  const names = columns.map(({ name }) => name)
  return isUnknown || isDrifted ? [...names, unknownColumnName(path, definition)] : names
}

function addCells(options: {
  readonly place: Place
  readonly value: string
  readonly isDocument: boolean
  readonly definition: TableDefinition
  readonly cells: Map<string, string>
}): void {
  const { place, value, definition, cells } = options
  for (const column of place.columns) cells.set(column.name, cellOf(column, value, options.isDocument))
  if (place.isUnknown) cells.set(unknownColumnName(place.path, definition), value)
  if (place.isDrifted && place.columns.length === 0 && definition.isOpen) {
    cells.set(unknownColumnName(place.path, definition), `CASE WHEN json_type(${value}) <> 'OBJECT' THEN ${value} END`)
  }
  for (const [key, child] of place.below) {
    const below = options.isDocument ? documentField(value, key) : `struct_extract(${value}, ${quoteText(key)})`
    addCells({ place: child, value: below, isDocument: options.isDocument || isDocument(child), definition, cells })
  }
}

function cellOf(column: Column, value: string, isRead: boolean): string {
  return isRead && stagedForm(column) === 'text' ? `(${value} ->> '$')` : value
}

/** A null inside a document is one in the column as well. */
function documentField(value: string, key: string): string {
  return `nullif(${jsonField(value, key)}, 'null'::JSON)`
}

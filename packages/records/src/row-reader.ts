import type { Column, Row, TableDefinition, Value } from '@ingestr/contract'

import { columnValue } from './column-value.ts'
import { isObject, type ExactJson, type ExactObject } from './exact-json.ts'
import { naturalValue } from './natural-value.ts'
import { unknownColumnName } from './unknown-column-name.ts'

/** One place in a record: the columns that take its value, and what the definition knows below it. */
type Place = {
  readonly path: readonly string[]
  readonly columns: Column[]
  readonly below: Map<string, Place>
  readonly unknownNames: Map<string, string>
}

/** Reads records by a definition: all its columns in their order, then unknown keys as they come. */
export function createRowReader(table: TableDefinition): (record: ExactObject) => Row {
  const root = createPlace([])
  for (const column of table.columns) placeAt(root, column.path).columns.push(column)

  function readObject(place: Place, object: ExactObject, row: Map<string, Value>): void {
    for (const [key, value] of Object.entries(object)) {
      const known = place.below.get(key)
      if (known !== undefined) readKnown(place, key, known, value, row)
      else if (table.isOpen) row.set(unknownName(place, key), naturalValue(value))
    }
  }

  function readKnown(parent: Place, key: string, place: Place, value: ExactJson, row: Map<string, Value>): void {
    for (const column of place.columns) row.set(column.name, columnValue(column, value))
    if (place.below.size === 0) return
    if (isObject(value)) readObject(place, value, row)
    else if (value !== null && place.columns.length === 0 && table.isOpen) {
      row.set(unknownName(parent, key), naturalValue(value))
    }
  }

  function unknownName(parent: Place, key: string): string {
    const cached = parent.unknownNames.get(key)
    if (cached !== undefined) return cached
    const name = unknownColumnName([...parent.path, key], table)
    parent.unknownNames.set(key, name)
    return name
  }

  return (record) => {
    const row = new Map<string, Value>(table.columns.map((column) => [column.name, null]))
    readObject(root, record, row)
    return Object.fromEntries(row)
  }
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

function createPlace(path: readonly string[]): Place {
  return { path, columns: [], below: new Map(), unknownNames: new Map() }
}

import type { TableDefinition } from '@ingestr/contract'

import { isObject, type ExactObject } from '../exact-json.ts'
import { flattenedPaths } from '../flattened-paths.ts'
import type { RecordEdit } from './rewrite-page.ts'

/**
 * Takes the white space from both ends of the text in every column, unknown ones too. Keys stay as they are, so that two
 * records never become one; what is inside lists and JSON columns stays as well.
 */
export function trimEdits(table: TableDefinition): readonly RecordEdit[] {
  const kept = new Set(
    table.columns.filter(({ name }) => table.primaryKey.includes(name)).map(({ path }) => JSON.stringify(path)),
  )
  return [[], ...flattenedPaths(table)].map((path) => ({
    path,
    change: (value) => (isObject(value) ? trimTexts(value, (key) => kept.has(JSON.stringify([...path, key]))) : value),
  }))
}

function trimTexts(object: ExactObject, isKept: (key: string) => boolean): ExactObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      key,
      typeof value === 'string' && !isKept(key) ? value.trim() : value,
    ]),
  )
}

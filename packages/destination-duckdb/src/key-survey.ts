import type { TableDefinition } from '@ingestr/contract'
import { flattenedPaths } from '@ingestr/records'

import { quoteText } from './identifier.ts'
import { jsonField } from './json-field.ts'
import { recordsQuery } from './page-reader.ts'
import type { Findings } from './record-shape.ts'
import type { Session } from './session.ts'
import type { StagingFile } from './staging-file.ts'

/** Looks through all records of a staging file, in one pass, for keys and forms that the definition does not tell of. */
export async function surveyKeys(
  session: Session,
  file: Pick<StagingFile, 'path' | 'pages'>,
  definition: TableDefinition,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<Findings> {
  const objects: ReadonlyArray<readonly string[]> = [[], ...flattenedPaths(definition)]
  if (objects.length === 1 && !definition.isOpen) return { unknown: [], drifted: [] }
  const found = await session.texts(surveyQuery(file, definition, objects), [], options)
  const isKnown = knownPaths(definition)
  const unknown: Array<readonly string[]> = []
  const drifted: Array<readonly string[]> = []
  for (const [index, key = ''] of found) {
    const object = objects[Number(index) % objects.length] ?? []
    const path = [...object, key]
    if (Number(index) >= objects.length) drifted.push(object)
    else if (definition.isOpen && !isKnown(path)) unknown.push(path)
  }
  return { unknown, drifted }
}

/** Whether a key repeats within the record or a flattened object: then only the reference knows which one counts. */
export async function hasRepeatedKeys(
  session: Session,
  file: Pick<StagingFile, 'path' | 'pages'>,
  definition: TableDefinition,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
  const repeats = [[], ...flattenedPaths(definition)]
    .map(keysOf)
    .map((keys) => `len(${keys}) > len(list_distinct(${keys}))`)
  const records = recordsQuery(file, definition.records, 'MAP(VARCHAR, JSON)')
  const query = `SELECT count(*) FROM (SELECT 1 FROM (${records}) WHERE ${repeats.join(' OR ')} LIMIT 1)`
  return (await session.count(query, options)) > 0
}

/** Rows of (place, key): the number of an object, or (its number plus how many there are) where it was none. */
function surveyQuery(
  file: Pick<StagingFile, 'path' | 'pages'>,
  definition: TableDefinition,
  objects: ReadonlyArray<readonly string[]>,
): string {
  const keys = objects.map(keysOf)
  const drifts = objects.map((path) =>
    path.length === 0
      ? '[]::VARCHAR[]'
      : `CASE WHEN json_type(${objectAt(path)}) NOT IN ('OBJECT', 'NULL') THEN [''] END`,
  )
  const lists = [...keys, ...drifts]
  const places = lists.map((_, index) => index).join(', ')
  const records = recordsQuery(file, definition.records, 'MAP(VARCHAR, JSON)')
  const perRecord = `SELECT unnest([${places}]) AS place, unnest([${lists.join(', ')}]) AS keys FROM (${records})`
  return `SELECT DISTINCT place, unnest(keys) AS key FROM (${perRecord})`
}

function keysOf(path: readonly string[]): string {
  return path.length === 0 ? 'map_keys(record)' : `json_keys(${objectAt(path)})`
}

function objectAt(path: readonly string[]): string {
  const [first = '', ...rest] = path
  return rest.reduce(jsonField, `record[${quoteText(first)}]`)
}

function knownPaths(definition: TableDefinition): (path: readonly string[]) => boolean {
  const known = new Set<string>()
  for (const { path } of definition.columns) {
    for (let length = 1; length <= path.length; length += 1) known.add(JSON.stringify(path.slice(0, length)))
  }
  return (path) => known.has(JSON.stringify(path))
}

import type { TableDefinition } from '@ingestr/contract'
import { flattenedPaths } from '@ingestr/records'

import { quoteText } from './identifier.ts'
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
  const found = await session.rows(surveyQuery(file, definition, objects), [], options)
  const isKnown = knownPaths(definition)
  const unknown: Array<readonly string[]> = []
  const drifted: Array<readonly string[]> = []
  for (const { place, key } of found) {
    const object = objects[Number(place) % objects.length] ?? []
    if (Number(place) >= objects.length) drifted.push(object)
    else if (definition.isOpen && !isKnown([...object, String(key)])) unknown.push([...object, String(key)])
  }
  return { unknown, drifted }
}

/** Rows of (place, key): the number of an object, or (its number plus how many there are) where it was none. */
function surveyQuery(
  file: Pick<StagingFile, 'path' | 'pages'>,
  definition: TableDefinition,
  objects: ReadonlyArray<readonly string[]>,
): string {
  const keys = objects.map((path) => (path.length === 0 ? 'map_keys(record)' : `json_keys(${place(path)})`))
  const drifts = objects.map((path) =>
    path.length === 0 ? '[]::VARCHAR[]' : `CASE WHEN json_type(${place(path)}) NOT IN ('OBJECT', 'NULL') THEN [''] END`,
  )
  const lists = [...keys, ...drifts]
  const places = lists.map((_, index) => index).join(', ')
  const records = recordsQuery(file, definition.records, 'MAP(VARCHAR, JSON)')
  const perRecord = `SELECT unnest([${places}]) AS place, unnest([${lists.join(', ')}]) AS keys FROM (${records})`
  return `SELECT DISTINCT place, unnest(keys) AS key FROM (${perRecord})`
}

function place(path: readonly string[]): string {
  const [first = '', ...rest] = path
  const top = `record[${quoteText(first)}]`
  if (rest.length === 0) return top
  const pointer = rest.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  return `json_extract(${top}, ${quoteText(pointer)})`
}

function knownPaths(definition: TableDefinition): (path: readonly string[]) => boolean {
  const known = new Set<string>()
  for (const { path } of definition.columns) {
    for (let length = 1; length <= path.length; length += 1) known.add(JSON.stringify(path.slice(0, length)))
  }
  return (path) => known.has(JSON.stringify(path))
}

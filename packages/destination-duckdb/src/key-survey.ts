import type { CallOptions, TableDefinition } from '@ingestr/contract'
import { flattenedPaths } from '@ingestr/records'

import { quoteText } from './identifier.ts'
import { jsonField } from './json-field.ts'
import { knownPaths } from './known-paths.ts'
import { itemColumn, pageColumn, recordsQuery } from './page-reader.ts'
import type { Findings } from './record-shape.ts'
import type { Session } from './session.ts'
import type { StagedPages } from './staged-pages.ts'

type Survey = Findings & {
  /** A key repeats within the record or a flattened object: which one counts is for the reference to say. */
  readonly hasRepeatedKeys: boolean
}

/** Looks through all records of staged pages, in one pass, for keys and forms that the definition does not tell of. */
export async function surveyKeys(
  session: Session,
  staged: Pick<StagedPages, 'paths' | 'pages'>,
  definition: TableDefinition,
  options: CallOptions,
): Promise<Survey> {
  const objects: ReadonlyArray<readonly string[]> = [[], ...flattenedPaths(definition)]
  const isKnown = knownPaths(definition)
  const unknown: Array<readonly string[]> = []
  const drifted: Array<readonly string[]> = []
  let hasRepeatedKeys = false
  for (const [finding, place, key = ''] of await session.texts(surveyQuery(staged, definition, objects), [], options)) {
    const object = objects[Number(place)] ?? []
    const path = [...object, key]
    if (finding === 'repeated') hasRepeatedKeys = true
    else if (finding === 'drifted') drifted.push(object)
    else if (definition.isOpen && !isKnown(path)) unknown.push(path)
  }
  return { unknown, drifted, hasRepeatedKeys }
}

/**
 * Rows of (finding, number of an object, key), in the order of arrival. Most records have the same keys, so lists of keys
 * are told apart first.
 */
function surveyQuery(
  staged: Pick<StagedPages, 'paths' | 'pages'>,
  definition: TableDefinition,
  objects: ReadonlyArray<readonly string[]>,
): string {
  const records = recordsQuery(staged, definition.records, 'MAP(VARCHAR, JSON)')
  const keys = objects.map((path, index) => `${keysOf(path)} AS k${index}`)
  const drifts = objects.map((path, index) => `${isDrifted(path)} AS d${index}`)
  const findings = objects.flatMap((_, index) => [
    `{finding: 'key', place: ${index}, keys: k${index}}`,
    `{finding: 'drifted', place: ${index}, keys: CASE WHEN d${index} THEN [''] END}`,
    `{finding: 'repeated', place: ${index}, keys: CASE WHEN len(list_distinct(k${index})) < len(k${index}) THEN [''] END}`,
  ])
  const first = `min(${pageColumn} * ${itemsPerPage} + least(${itemColumn}, ${itemsPerPage - 1})) AS first`
  const distinct = `SELECT ${[...keys, ...drifts, first].join(', ')} FROM (${records}) GROUP BY ALL`
  const found = `SELECT first, unnest([${findings.join(', ')}], recursive := true) FROM (${distinct})`
  const each = `SELECT finding, place, unnest(keys) AS key, {first: first, place: place, number: generate_subscripts(keys, 1)} AS position FROM (${found})`
  return `SELECT finding, place, key FROM (${each}) GROUP BY finding, place, key ORDER BY min(position)`
}

/** Places of one page in the order of arrival; what lies beyond is taken for the last one. */
const itemsPerPage = 2 ** 36

function isDrifted(path: readonly string[]): string {
  return path.length === 0 ? 'false' : `json_type(${objectAt(path)}) NOT IN ('OBJECT', 'NULL')`
}

function keysOf(path: readonly string[]): string {
  return path.length === 0 ? 'map_keys(record)' : `json_keys(${objectAt(path)})`
}

function objectAt(path: readonly string[]): string {
  const [first = '', ...rest] = path
  return rest.reduce(jsonField, `record[${quoteText(first)}]`)
}

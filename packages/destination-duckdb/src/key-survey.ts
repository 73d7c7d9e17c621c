import type { CallOptions, TableDefinition } from '@ingestr/contract'
import { flattenedPaths } from '@ingestr/records'

import { quoteText } from './identifier.ts'
import { jsonField } from './json-field.ts'
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
  const records = recordsQuery(staged, definition.records, recordType)
  const forms = [...recordForms(definition), `min(${positionExpression}) AS first`].join(', ')
  return surveyForms(session, `SELECT ${forms} FROM (${records}) GROUP BY ALL`, definition, options)
}

/** What DuckDB reads a record as to be surveyed. */
export const recordType = 'MAP(VARCHAR, JSON)'

/** What tells records apart that have other keys, or other forms of objects: the columns `k0`, `d0`, and so on of `record`. */
export function recordForms(definition: TableDefinition): readonly string[] {
  return surveyedObjects(definition).flatMap((path, index) => [
    `${keysOf(path)} AS k${index}`,
    `${isDrifted(path)} AS d${index}`,
  ])
}

/** The names of these columns. */
export function formNames(definition: TableDefinition): readonly string[] {
  return surveyedObjects(definition).flatMap((_, index) => [`k${index}`, `d${index}`])
}

function surveyedObjects(definition: TableDefinition): ReadonlyArray<readonly string[]> {
  return [[], ...flattenedPaths(definition)]
}

/** `forms` is a query for the columns of `recordForms`, and for `first`: where records of that form come first. */
export async function surveyForms(
  session: Session,
  forms: string,
  definition: TableDefinition,
  options: CallOptions,
): Promise<Survey> {
  const objects = surveyedObjects(definition)
  const isKnown = knownPaths(definition)
  const unknown: Array<readonly string[]> = []
  const drifted: Array<readonly string[]> = []
  let hasRepeatedKeys = false
  for (const [finding, place, key = ''] of await session.texts(surveyQuery(forms, objects), [], options)) {
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
function surveyQuery(forms: string, objects: ReadonlyArray<readonly string[]>): string {
  const findings = objects.flatMap((_, index) => [
    `{finding: 'key', place: ${index}, keys: k${index}}`,
    `{finding: 'drifted', place: ${index}, keys: CASE WHEN d${index} THEN [''] END}`,
    `{finding: 'repeated', place: ${index}, keys: CASE WHEN len(list_distinct(k${index})) < len(k${index}) THEN [''] END}`,
  ])
  const found = `SELECT first, unnest([${findings.join(', ')}], recursive := true) FROM (${forms})`
  const each = `SELECT finding, place, unnest(keys) AS key, {first: first, place: place, number: generate_subscripts(keys, 1)} AS position FROM (${found})`
  return `SELECT finding, place, key FROM (${each}) GROUP BY finding, place, key ORDER BY min(position)`
}

/** The value at a path of a record that was read as a map; NULL for a null. */
export function valueAt(path: readonly string[]): string {
  return `nullif(${objectAt(path)}, 'null'::JSON)`
}

/** Places of one page in the order of arrival; what lies beyond is taken for the last one. */
const itemsPerPage = 2 ** 36

/** Where a record lies, as one number. */
export const positionExpression: string = `${pageColumn} * ${itemsPerPage} + least(${itemColumn}, ${itemsPerPage - 1})`

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

function knownPaths(definition: TableDefinition): (path: readonly string[]) => boolean {
  const known = new Set<string>()
  for (const { path } of definition.columns) {
    for (let length = 1; length <= path.length; length += 1) known.add(JSON.stringify(path.slice(0, length)))
  }
  return (path) => known.has(JSON.stringify(path))
}

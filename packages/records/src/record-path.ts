import { IngestError } from '@ingestr/contract'

import { isList, isObject, property, type ExactJson, type ExactObject } from './exact-json.ts'

/**
 * The records of a body, in its order. Where a key is absent or a value is null there are none; anything else that the
 * path does not fit is `INVALID_PAGE`, so that no record is passed over in silence.
 */
export function* selectRecords(body: ExactJson, path: readonly string[]): Generator<ExactObject, undefined> {
  yield* select(body, path, 0)
}

function* select(value: ExactJson, path: readonly string[], depth: number): Generator<ExactObject, undefined> {
  if (value === null) return
  const step = path[depth]
  if (step === '*') {
    if (!isList(value)) throw unfit(path, depth, 'a list')
    for (const item of value) yield* select(item, path, depth + 1)
    return
  }
  if (!isObject(value)) throw unfit(path, depth, 'an object')
  if (step === undefined) yield value
  else yield* select(property(value, step), path, depth + 1)
}

function unfit(path: readonly string[], depth: number, expected: string): IngestError {
  const place = path.slice(0, depth).join('.') || 'the body'
  const message =
    `Expected ${expected} at ${place}, to find records at ${path.join('.')}. ` +
    'The service answered in another form than the table definition says; check its version.'
  return new IngestError('INVALID_PAGE', message)
}

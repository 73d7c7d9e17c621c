import { isExactNumber, isList, isObject, property, type ExactJson, type ExactObject } from '../exact-json.ts'

export type Present = Exclude<ExactJson, null>

/** What becomes of a value; null is never asked about. `remove` takes the value away, null too. */
export type Change = 'remove' | ((value: Present) => ExactJson)

/**
 * The document with what is at `path` changed. `*` is each item of a list, or each value of an object; a key of a list is
 * that key of each item. Where something else than an object or list is on the way, it is changed itself, so that no value
 * slips through in another form than expected.
 */
export function editAt(document: ExactJson, path: readonly string[], change: Change): ExactJson | undefined {
  const [step, ...rest] = path
  if (step === undefined && change === 'remove') return undefined
  if (document === null) return null
  if (step === undefined) return changed(document, change)
  if (isList(document)) {
    const below = step === '*' ? rest : path
    return document.flatMap((item) => [editAt(item, below, change)].filter(isKept))
  }
  if (!isObject(document)) return changed(document, change)
  const keys = step === '*' ? Object.keys(document) : [step].filter((key) => Object.hasOwn(document, key))
  return keys.reduce<ExactObject>(
    (edited, key) => withValue(edited, key, editAt(property(document, key), rest, change)),
    document,
  )
}

function changed(value: Present, change: Change): ExactJson | undefined {
  return change === 'remove' ? undefined : change(value)
}

/** `__proto__` is a key like any other in JSON, so it is never assigned. */
function withValue(object: ExactObject, key: string, value: ExactJson | undefined): ExactObject {
  const entries = Object.entries(object).flatMap(([name, old]) => {
    if (name !== key) return [[name, old] as const]
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(entries)
}

function isKept(value: ExactJson | undefined): value is ExactJson {
  return value !== undefined
}

/** A scalar as it came: text without its quotes, numbers digit for digit; lists and objects as compact JSON. */
export function textOf(value: Present): string {
  if (typeof value === 'string') return value
  return isExactNumber(value) ? value.rawJSON : JSON.stringify(value)
}

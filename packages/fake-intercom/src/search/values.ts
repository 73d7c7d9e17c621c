import { isObject, isRawNumber, type JsonObject, type JsonValue } from '../json.ts'

const none: readonly JsonValue[] = []

/** The values at a path: several where it passes a list, none where a key is missing or null. */
export function valuesAt(record: JsonObject, path: readonly string[]): readonly JsonValue[] {
  const [first = ''] = path
  if (path.length === 1) {
    const value = record[first]
    return value === undefined || value === null ? none : [value]
  }
  let values: readonly JsonValue[] = [record]
  for (const key of path) {
    values = values.flatMap((value) => {
      if (key === '*') {
        return Array.isArray(value) ? (value as readonly JsonValue[]) : []
      }
      const member = isObject(value) ? value[key] : undefined
      return member === undefined || member === null ? [] : [member]
    })
  }
  return values
}

export function toNumber(value: JsonValue): number {
  return isRawNumber(value) ? Number(value.rawJSON) : Number(value)
}

export function toText(value: JsonValue): string {
  if (typeof value === 'string') {
    return value
  }
  return isRawNumber(value) ? value.rawJSON : JSON.stringify(value)
}

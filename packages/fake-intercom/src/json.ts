import { FakeIntercomError } from './error.ts'

/** A number kept as its digits, as `JSON.rawJSON` makes it; `JSON.stringify` writes the digits as they are. */
export interface RawNumber {
  readonly rawJSON: string
}

/** A JSON value in which numbers that JavaScript cannot hold are `RawNumber`s. */
export type JsonValue = null | boolean | number | string | RawNumber | readonly JsonValue[] | JsonObject

/** An undefined member is left out when the object is written. */
export type JsonObject = { readonly [key: string]: JsonValue | undefined }

/** The types of the language's library do not know `rawJSON` yet; Node has had it since version 21. */
function hasRawJson(json: object): json is { rawJSON(text: string): RawNumber } {
  return 'rawJSON' in json
}

/** Puts the digits of a number into a record exactly: `rawNumber('9007199254740993')`, `rawNumber('1.10')`. */
export function rawNumber(digits: string): RawNumber {
  if (!hasRawJson(JSON)) {
    throw new FakeIntercomError('UNSUPPORTED_RUNTIME', 'JSON.rawJSON is missing; use Node 22.19 or later.')
  }
  return JSON.rawJSON(digits)
}

export function isRawNumber(value: unknown): value is RawNumber {
  return typeof value === 'object' && value !== null && 'rawJSON' in value
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)
}

const markup = /[<>&]/g
const escapes: { readonly [character: string]: string } = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' }

/** JSON text as Rails writes it: other alphabets as they are, markup escaped. */
export function toJsonText(value: JsonValue): string {
  const text = JSON.stringify(value)
  return text.includes('<') || text.includes('>') || text.includes('&')
    ? text.replace(markup, (character) => escapes[character] ?? character)
    : text
}

/** A deep copy without undefined members; raw numbers keep their digits. */
export function copyOf(value: JsonObject): JsonObject {
  const copied: { [key: string]: JsonValue } = {}
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) {
      copied[key] = copyOfValue(member)
    }
  }
  return copied
}

function copyOfValue(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map(copyOfValue)
  }
  return isObject(value) ? copyOf(value) : value
}

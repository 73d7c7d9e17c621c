/** A number by its digits as they came; `JSON.stringify` prints them unchanged. */
export type ExactNumber = { readonly rawJSON: string }

export type ExactObject = { readonly [key: string]: ExactJson }

/** A parsed document in which no digit is lost. */
export type ExactJson = null | boolean | string | ExactNumber | readonly ExactJson[] | ExactObject

/** The global, with what ES2026 adds to it and TypeScript's library does not describe yet. */
declare const JSON: {
  /** The reviver replaces every number, so what comes back is ExactJson. */
  parse(text: string, reviver: typeof keepDigits): ExactJson
  rawJSON(text: string): ExactNumber
  isRawJSON(value: unknown): value is ExactNumber
}

/** Escape sequences one after the other, so that the `u` of an escaped backslash is never taken for a surrogate. */
const escapes = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2}|\\[^]/g
const loneSurrogateLength = String.raw`\ud800`.length

/**
 * Parses JSON without losing a digit. Of keys that repeat within an object the last wins; half a surrogate pair becomes
 * U+FFFD, in keys as in values. Throws what `JSON.parse` throws.
 */
export function parseExactJson(text: string): ExactJson {
  const whole = text.replaceAll(escapes, (escape) =>
    escape.length === loneSurrogateLength ? String.raw`\ufffd` : escape,
  )
  return JSON.parse(whole, keepDigits)
}

function keepDigits(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  return typeof value === 'number' ? JSON.rawJSON(context.source ?? String(value)) : value
}

export function isExactNumber(value: ExactJson): value is ExactNumber {
  return JSON.isRawJSON(value)
}

export function isList(value: ExactJson): value is readonly ExactJson[] {
  return Array.isArray(value)
}

export function isObject(value: ExactJson): value is ExactObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value)
}

/** Null where the object has no such key of its own. */
export function property(object: ExactObject, key: string): ExactJson {
  return Object.hasOwn(object, key) ? (object[key] ?? null) : null
}

/** A number as its digits stand in the text. */
export class Digits {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** JSON in which no digit is lost. */
export type Exact = null | boolean | string | Digits | readonly Exact[] | { readonly [key: string]: Exact }

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown

const keepDigits: Reviver = (_key, value, context) =>
  typeof value === 'number' ? new Digits(context.source ?? String(value)) : value

/** Parses without taking numbers for doubles. */
export function parseExactly(text: string): Exact {
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown) as Exact
}

export function isRecord(value: Exact | undefined): value is { readonly [key: string]: Exact } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Digits)
}

/** The same document, whatever the order of its keys; numbers are equal digit for digit, or as doubles where they have a fraction. */
export function isSameJson(one: Exact | undefined, other: Exact | undefined): boolean {
  if (one instanceof Digits && other instanceof Digits) return isSameNumber(one.text, other.text)
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSameJson(item, other[index]))
  }
  if (isRecord(one) && isRecord(other)) {
    const keys = Object.keys(one)
    return keys.length === Object.keys(other).length && keys.every((key) => isSameJson(one[key], other[key]))
  }
  return one === other
}

export function isSameNumber(one: string, other: string): boolean {
  const isInteger = /^-?\d+$/
  if (isInteger.test(one) && isInteger.test(other)) return one === other
  return Number(one) === Number(other)
}

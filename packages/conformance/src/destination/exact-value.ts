import type { Json } from '@ingestr/contract'

/** A number by its digits. */
export class Digits {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** For messages. */
  toJSON(): string {
    return this.text
  }
}

/** JSON in which no digit is lost. */
export type Exact = null | boolean | string | Digits | readonly Exact[] | { readonly [key: string]: Exact }

/** The global, with what ES2026 adds to it and TypeScript's library does not describe yet. */
declare const JSON: { parse(text: string, reviver: typeof keepDigits): Exact }

export function parseExact(text: string): Exact {
  return JSON.parse(text, keepDigits)
}

function keepDigits(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  return typeof value === 'number' ? new Digits(context.source ?? String(value)) : value
}

/** What JavaScript holds already; digits that it lost cannot come back. */
export function toExact(value: Json): Exact {
  if (typeof value === 'number') return new Digits(String(value))
  if (Array.isArray(value)) return value.map((item: Json) => toExact(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toExact(item)]))
}

/** Whether what was stored is the number that was sent: a whole one to the last digit, others as doubles. */
export function isSameNumber(sent: string, stored: string): boolean {
  if (stored.trim() === '') return false
  if (!whole.test(sent) || Number.isSafeInteger(Number(sent))) return Number(sent) === Number(stored)
  return whole.test(stored) && BigInt(sent) === BigInt(stored)
}

const whole = /^-?\d+$/

export function isSameDocument(one: Exact, other: Exact): boolean {
  if (one instanceof Digits) return other instanceof Digits && isSameNumber(one.text, other.text)
  if (typeof one !== 'object' || one === null) return one === other
  if (typeof other !== 'object' || other === null || other instanceof Digits) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const names = Object.keys(one)
  const others = new Map(Object.entries(other))
  return names.length === others.size && Object.entries(one).every(([name, value]) => isSameAt(value, others.get(name)))
}

function isSameAt(value: Exact, other: Exact | undefined): boolean {
  return other !== undefined && isSameDocument(value, other)
}

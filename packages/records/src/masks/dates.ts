import { isExactNumber, type ExactJson, type ExactNumber } from '../exact-json.ts'
import { isIntegerToken } from '../natural-value.ts'
import { textOf, type Present } from '../rewrite/edit-at.ts'
import { instantOfIsoText, instantOfUnixTime } from '../timestamp.ts'
import { Draw } from './draw.ts'
import type { MaskAlgorithm } from './mask.ts'

declare const JSON: { rawJSON(text: string): ExactNumber }

const secondsPerDay = 86_400
const plainDate = /^\d{4}-\d\d-\d\d$/

/** Moved by up to that many days, to the second; in the form that it had. What is no date becomes null. */
export const dateShift: MaskAlgorithm = {
  result: 'same',
  keepsApart: 'never',
  parameter: { usual: '30', expects: 'a number of days above 0', isValid: (text) => /^[1-9]\d{0,4}$/.test(text) },
  create: (parameter, secret) =>
    dateMask((instant, value) => {
      const share = new Draw(secret, `date\0${textOf(value)}`).next() * 2 - 1
      return inTheFormOf(value, instant.getTime() + Math.round(share * Number(parameter) * secondsPerDay) * 1000)
    }),
}

/** The year in UTC. */
export const yearOnly: MaskAlgorithm = {
  result: 'integer',
  keepsApart: 'never',
  create: () => dateMask((instant) => JSON.rawJSON(String(instant.getUTCFullYear()))),
}

/** `2026-11`, in UTC. */
export const monthYear: MaskAlgorithm = {
  result: 'text',
  keepsApart: 'never',
  create: () => dateMask((instant) => instant.toISOString().slice(0, -'-dDThh:mm:ss.sssZ'.length)),
}

function dateMask(mask: (instant: Date, value: Present) => ExactJson): (value: Present) => ExactJson {
  return (value) => {
    const instant = instantOf(value)
    return instant === undefined ? null : mask(instant, value)
  }
}

/** Numbers are unix seconds, or milliseconds from 1e11 on; text is ISO 8601 with a zone, or a plain date. */
function instantOf(value: Present): Date | undefined {
  const text = textOf(value)
  if (isIntegerToken(text)) return instantOfUnixTime(BigInt(text))
  if (isExactNumber(value)) return instantOfUnixTime(BigInt(Math.floor(Number(text))))
  return instantOfIsoText(plainDate.test(text) ? `${text}T00:00:00Z` : text)
}

function inTheFormOf(value: Present, milliseconds: number): ExactJson {
  const text = textOf(value)
  const isNumber = isExactNumber(value) || isIntegerToken(text)
  if (!isNumber) {
    const iso = new Date(milliseconds).toISOString()
    return plainDate.test(text) ? iso.slice(0, 'YYYY-MM-DD'.length) : iso
  }
  const isInMilliseconds = Math.abs(Number(text)) >= 100_000_000_000
  const shifted = String(isInMilliseconds ? milliseconds : Math.floor(milliseconds / 1000))
  return isExactNumber(value) ? JSON.rawJSON(shifted) : shifted
}

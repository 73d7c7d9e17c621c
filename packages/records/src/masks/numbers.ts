import { isExactNumber, type ExactJson, type ExactNumber } from '../exact-json.ts'
import { isIntegerToken } from '../natural-value.ts'
import { textOf, type Present } from '../rewrite/edit-at.ts'
import { Draw } from './draw.ts'
import type { MaskAlgorithm, MaskParameter } from './mask.ts'

declare const JSON: { rawJSON(text: string): ExactNumber; stringify(value: unknown): string }

const wholeNumber = (usual: string): MaskParameter => ({
  usual,
  expects: 'a whole number above 0',
  isValid: (text) => /^[1-9]\d{0,14}$/.test(text),
})

/** To the nearest multiple of the parameter; half of it goes up. What is no number becomes null. */
export const round: MaskAlgorithm = {
  result: 'integer',
  keepsApart: 'never',
  parameter: wholeNumber('10'),
  create: (parameter) => numberMask((number) => integer(Math.round(number / Number(parameter)), parameter)),
}

/** The step that the number is in, from the lower bound to below the upper one: `100-200`. */
export const range: MaskAlgorithm = {
  result: 'text',
  keepsApart: 'never',
  parameter: wholeNumber('100'),
  create: (parameter) =>
    numberMask((number) => {
      const step = Math.floor(number / Number(parameter))
      return `${integer(step, parameter).rawJSON}-${integer(step + 1, parameter).rawJSON}`
    }),
}

/** Up to that share more or less. Integers stay integers, text stays text. */
export const noise: MaskAlgorithm = {
  result: 'same',
  keepsApart: 'never',
  parameter: {
    usual: '0.1',
    expects: 'a share above 0, such as 0.1',
    isValid: (text) => /^\d*\.?\d+$/.test(text) && Number(text) > 0,
  },
  create: (parameter, secret) =>
    numberMask((number, value) => {
      const text = textOf(value)
      const noisy = number * (1 + (new Draw(secret, `noise\0${text}`).next() * 2 - 1) * Number(parameter))
      if (!Number.isFinite(noisy)) return null
      const token = isIntegerToken(text) ? integer(Math.round(noisy), '1').rawJSON : String(noisy)
      return isExactNumber(value) ? JSON.rawJSON(token) : token
    }),
}

function numberMask(mask: (number: number, value: Present) => ExactJson): (value: Present) => ExactJson {
  return (value) => {
    const text = textOf(value).trim()
    const number = text === '' || typeof value === 'boolean' ? Number.NaN : Number(text)
    return Number.isFinite(number) ? mask(number, value) : null
  }
}

function integer(factor: number, unit: string): ExactNumber {
  return JSON.rawJSON(String(BigInt(factor) * BigInt(unit)))
}

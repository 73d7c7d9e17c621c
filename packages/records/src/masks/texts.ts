import { textOf } from '../rewrite/edit-at.ts'
import type { Mask, MaskAlgorithm } from './mask.ts'

/** `anna.meyer@example.com` is `a***@example.com`: the first letter and the domain stay. */
export const email: MaskAlgorithm = textMask((text) => {
  const at = text.lastIndexOf('@')
  const [first = ''] = text
  return at < 2 ? `***${at === -1 ? '' : text.slice(at)}` : `${first}***${text.slice(at)}`
})

/** All digits but the last four are `*`; of four or fewer, all are. */
export const phone: MaskAlgorithm = textMask((text) => starDigits(text, 4))
export const creditCard: MaskAlgorithm = textMask((text) => starDigits(text, 4))

/** `***-**-6789`, whatever is between the digits. */
export const ssn: MaskAlgorithm = textMask((text) => {
  const digits = text.replaceAll(/\D/g, '')
  return digits.length > 4 ? `***-**-${digits.slice(-4)}` : '***-**-****'
})

export const redact: MaskAlgorithm = textMask(() => 'REDACTED')

/** As many `*` as there were characters. */
export const stars: MaskAlgorithm = textMask((text) => '*'.repeat(Array.from(text).length))

export const fixed: MaskAlgorithm = {
  result: 'text',
  keepsApart: 'never',
  parameter: { usual: 'MASKED', expects: 'any text', isValid: () => true },
  create: (parameter) => () => parameter,
}

/** As many characters from each end as the parameter says; of a text that has no more than these, none. */
export const partial: MaskAlgorithm = {
  result: 'text',
  keepsApart: 'never',
  parameter: { usual: '2', expects: 'a whole number above 0', isValid: (text) => /^[1-9]\d{0,3}$/.test(text) },
  create: (parameter) => {
    const shown = Number(parameter)
    return ofText((text) => {
      const characters = Array.from(text)
      const hidden = characters.length - 2 * shown
      if (hidden <= 0) return '*'.repeat(characters.length)
      return [...characters.slice(0, shown), '*'.repeat(hidden), ...characters.slice(-shown)].join('')
    })
  },
}

/** `Anna` is `A***`; a single letter is `*`. */
export const firstLetter: MaskAlgorithm = textMask((text) => {
  const [first = '', ...others] = text
  return others.length === 0 ? '*'.repeat(first.length === 0 ? 0 : 1) : `${first}***`
})

function textMask(mask: (text: string) => string): MaskAlgorithm {
  return { result: 'text', keepsApart: 'never', create: () => ofText(mask) }
}

function ofText(mask: (text: string) => string): Mask {
  return (value) => mask(textOf(value))
}

function starDigits(text: string, shown: number): string {
  const count = text.replaceAll(/\D/g, '').length
  const hidden = count > shown ? count - shown : count
  let seen = 0
  return text.replaceAll(/\d/g, (digit) => {
    seen += 1
    return seen <= hidden ? '*' : digit
  })
}

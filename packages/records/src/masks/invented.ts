import { IngestError } from '@ingestr/contract'

import { isExactNumber, type ExactJson, type ExactNumber } from '../exact-json.ts'
import { textOf, type Present } from '../rewrite/edit-at.ts'
import { Draw } from './draw.ts'
import type { MaskAlgorithm } from './mask.ts'

declare const JSON: { rawJSON(text: string): ExactNumber }

/** Other letters for letters and other digits for digits, as many as there were; numbers stay numbers. */
export const random: MaskAlgorithm = {
  result: 'same',
  keepsApart: 'never',
  create: (_, secret) => (value) => invent(value, new Draw(secret, `random\0${textOf(value)}`)),
}

const mostNumbered = 1_000_000

/** 1, 2, 3, …: each value of a run has one number, in the order in which they come. */
export const sequential: MaskAlgorithm = {
  result: 'integer',
  keepsApart: 'never',
  create: () => {
    const numbers = new Map<string, number>()
    return (value) => {
      const text = textOf(value)
      const number = numbers.get(text) ?? numbers.size + 1
      if (number > mostNumbered) throw tooMany()
      numbers.set(text, number)
      return JSON.rawJSON(String(number))
    }
  },
}

function tooMany(): IngestError {
  return new IngestError(
    'MASK_EXHAUSTED',
    `The mask sequential has numbered ${mostNumbered} different values, and remembers no more. Use uuid or hmac, which remember nothing.`,
  )
}

function invent(value: Present, draw: Draw): ExactJson {
  if (typeof value === 'boolean') return draw.next() < 0.5
  if (!isExactNumber(value)) return inventText(textOf(value), draw)
  // An exponent would make another size of it, and a first digit of 0 no number.
  const [digits = ''] = value.rawJSON.split(/e/i)
  return JSON.rawJSON(
    digits.replaceAll(/\d/g, (_, at: number) => String(draw.integer(/\d/.test(digits[at - 1] ?? '') ? 0 : 1, 10))),
  )
}

function inventText(text: string, draw: Draw): string {
  return text.replaceAll(/[\p{L}\p{N}\p{M}\p{Extended_Pictographic}]/gu, (character) => {
    if (/\p{N}/u.test(character)) return String(draw.integer(0, 10))
    const letter = String.fromCodePoint(draw.integer(0, 26) + 'a'.charCodeAt(0))
    return /\p{Lu}/u.test(character) ? letter.toUpperCase() : letter
  })
}

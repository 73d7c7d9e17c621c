import { dateShift, monthYear, yearOnly } from './dates.ts'
import { hmac, md5, sha256, uuid } from './digests.ts'
import { random, sequential } from './invented.ts'
import type { MaskAlgorithm } from './mask.ts'
import { noise, range, round } from './numbers.ts'
import { creditCard, email, firstLetter, fixed, partial, phone, redact, ssn, stars } from './texts.ts'

/** Ways to mask a value, by the names that the older ingestr has for them. */
export const maskAlgorithms: Readonly<Record<string, MaskAlgorithm>> = {
  hash: sha256,
  sha256,
  md5,
  hmac,
  uuid,
  email,
  phone,
  credit_card: creditCard,
  ssn,
  redact,
  stars,
  fixed,
  partial,
  first_letter: firstLetter,
  random,
  sequential,
  round,
  range,
  noise,
  date_shift: dateShift,
  year_only: yearOnly,
  month_year: monthYear,
}

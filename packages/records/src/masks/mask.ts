import type { ExactJson } from '../exact-json.ts'
import type { Present } from '../rewrite/edit-at.ts'

/** What stands for a value. Null stays null without being asked. */
export type Mask = (value: Present) => ExactJson

/** A way to mask values, as data. */
export interface MaskAlgorithm {
  /** What it makes of any value: text, an integer, or what the value was. */
  readonly result: 'text' | 'integer' | 'same'
  /** Whether two values never become one, and each becomes the same in every run. `with-key`: where a secret is given. */
  readonly keepsApart: 'always' | 'with-key' | 'never'
  /** Whether it is only as good as a secret that stays one. */
  readonly needsSecret?: boolean
  readonly parameter?: MaskParameter
  /** @param parameter one that `parameter.isValid` admits, or its default */
  create(parameter: string, secret: MaskSecret): Mask
}

/** What follows the second colon of `column:algorithm:parameter`. */
export interface MaskParameter {
  /** What is used when there is none; left out where one must be given. */
  readonly usual?: string
  /** For people: `a whole number above 0`. */
  readonly expects: string
  isValid(text: string): boolean
}

/**
 * The secret that masks are made with. What is drawn by chance is drawn from it and the value, so that one value has one
 * mask wherever it stands, as long as the secret is the same.
 */
export type MaskSecret = string | Uint8Array

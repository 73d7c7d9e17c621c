import { isPlainInteger } from './number-type.ts'

/** What the values of unknown keys are, by the names of their columns: bits of `formOf`. A column without values has none. */
export type ValueForms = ReadonlyMap<string, number>

const boolean = 1
const integer = 2
const document = 4
const text = 8
/** Only DuckDB can tell what these fit. */
const number = 16

const quote = 0x22
const openList = 0x5b
const openObject = 0x7b
const letterT = 0x74
const letterF = 0x66

/** `first` is the first byte of a value that is not null, `token` gives all of it. */
export function formOf(first: number, token: () => string): number {
  if (first === quote) return text
  if (first === openObject || first === openList) return document
  if (first === letterT || first === letterF) return boolean
  return isPlainInteger(token()) ? integer : number
}

/** The DuckDB type for a column of such values; undefined where there are none, `unclear` where DuckDB has to look. */
export function typeOfForms(forms: number): string | undefined {
  if (forms === 0) return undefined
  if (forms === boolean) return 'BOOLEAN'
  if (forms === integer) return 'BIGINT'
  if (forms === document) return 'JSON'
  return (forms & number) === 0 ? 'VARCHAR' : unclear
}

export const unclear = 'unclear'

export function mergeForms(all: readonly ValueForms[]): ValueForms {
  const merged = new Map<string, number>()
  for (const forms of all) for (const [name, bits] of forms) merged.set(name, (merged.get(name) ?? 0) | bits)
  return merged
}

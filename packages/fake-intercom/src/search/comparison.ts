import { refuse } from '../http/refusal.ts'
import type { JsonValue } from '../json.ts'
import type { SearchRules } from './compile.ts'
import type { FieldType, SearchField } from './fields.ts'
import type { Filter, IndexedTime } from './filter.ts'
import { contains, everything } from './intervals.ts'
import { toNumber, toText, valuesAt } from './values.ts'

const indexedTimes: { readonly [field: string]: IndexedTime } = { created_at: 'createdAt', updated_at: 'updatedAt' }

/** A filter on a date. Those on `created_at` and `updated_at` are answered from an index. */
export function compileDate(
  name: string,
  field: SearchField,
  operator: string,
  operands: readonly JsonValue[],
  rules: SearchRules,
): Filter {
  const intervals = rules.dates.intervals(
    operator,
    operands.map((operand) => numberOperand(name, operand)),
  )
  if (intervals === undefined) {
    throw unsupported(name, operator)
  }
  const time = indexedTimes[name]
  if (time !== undefined) {
    return {
      matches: (version) => contains(intervals, version[time]),
      within: { createdAt: everything, updatedAt: everything, [time]: intervals },
      exact: time,
    }
  }
  return ask((values) => values.some((value) => contains(intervals, toNumber(value))), field)
}

type Test = (values: readonly JsonValue[], operands: readonly JsonValue[]) => boolean

const isEqual: Test = (values, operands) =>
  operands.some((operand) =>
    operand === null ? values.length === 0 : values.some((value) => toText(value) === toText(operand)),
  )

const text = (holds: (value: string, part: string) => boolean): Test => {
  return (values, [part = '']) => values.some((value) => holds(toText(value).toLowerCase(), toText(part).toLowerCase()))
}

const number = (holds: (value: number, border: number) => boolean): Test => {
  return (values, [border = null]) => values.some((value) => holds(toNumber(value), toNumber(border)))
}

const includes = text((value, part) => value.includes(part))
const equality: { readonly [operator: string]: Test } = {
  '=': isEqual,
  '!=': (values, operands) => !isEqual(values, operands),
}
const membership = { IN: isEqual, NIN: (...given: Parameters<Test>) => !isEqual(...given) }
const containment = {
  '~': includes,
  '!~': (...given: Parameters<Test>) => !includes(...given),
  '^': text((value, part) => value.startsWith(part)),
  $: text((value, part) => value.endsWith(part)),
}

/** By type and operator: tables 8821 and 11696 of the API description. */
const tests: { readonly [type in Exclude<FieldType, 'date'>]: { readonly [operator: string]: Test } } = {
  string: { ...equality, ...membership, ...containment },
  words: { ...equality, ...membership, ...containment },
  boolean: { ...equality, ...membership },
  tag: equality,
  integer: {
    ...equality,
    ...membership,
    '>': number((value, border) => value > border),
    '<': number((value, border) => value < border),
    '>=': number((value, border) => value >= border),
    '<=': number((value, border) => value <= border),
  },
}

/** A filter on anything but a date. */
export function compileValue(
  name: string,
  field: SearchField,
  operator: string,
  operands: readonly JsonValue[],
  rules: SearchRules,
): Filter {
  const type = field.type === 'date' ? 'integer' : field.type
  const isInclusive = rules.greater === 'inclusive' && (operator === '>' || operator === '<')
  const test = tests[type][isInclusive ? `${operator}=` : operator]
  if (test === undefined) {
    throw unsupported(name, operator)
  }
  for (const operand of operands) {
    if (type === 'integer' && operand !== null) {
      numberOperand(name, operand)
    }
    if (type === 'boolean' && operand !== null && toText(operand) !== 'true' && toText(operand) !== 'false') {
      throw refuse(400, 'parameter_invalid', `The value of ${name} must be a boolean`)
    }
  }
  return ask((values) => test(type === 'words' ? values.flatMap(wordsOf) : values, operands), field)
}

function ask(holds: (values: readonly JsonValue[]) => boolean, field: SearchField): Filter {
  return {
    matches: (_version, read) => holds(valuesAt(read(), field.path)),
    within: { createdAt: everything, updatedAt: everything },
    exact: undefined,
  }
}

function wordsOf(value: JsonValue): readonly string[] {
  return toText(value)
    .replaceAll(/<[^>]*>/g, ' ')
    .split(/[^\p{L}\p{N}\p{M}']+/u)
}

function numberOperand(name: string, operand: JsonValue): number {
  const value = operand === null || typeof operand === 'boolean' || operand === '' ? Number.NaN : toNumber(operand)
  if (!Number.isFinite(value)) {
    throw refuse(400, 'parameter_invalid', `The value of ${name} must be a number`)
  }
  return value
}

function unsupported(name: string, operator: string): Error {
  return refuse(400, 'parameter_invalid', `Operator ${operator} is not supported on ${name}`)
}

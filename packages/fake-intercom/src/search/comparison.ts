import { refuse } from '../http/refusal.ts'
import type { JsonValue } from '../json.ts'
import type { SearchRules } from './compile.ts'
import type { FieldType, SearchField } from './fields.ts'
import { asked, atTime, type Filter, type IndexedTime } from './filter.ts'
import { contains } from './intervals.ts'
import { toNumber, toText } from './values.ts'

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
    return atTime(time, intervals)
  }
  return ask((values) => values.some((value) => contains(intervals, toNumber(value))), field)
}

/** Takes the operands of a filter, and tells of the values of a record whether it matches. */
type Test = (operands: readonly JsonValue[]) => (values: readonly JsonValue[]) => boolean

const isEqual: Test = (operands) => {
  const wanted = new Set(operands.filter((operand) => operand !== null).map(toText))
  const isNullWanted = operands.includes(null)
  return (values) => (values.length === 0 ? isNullWanted : values.some((value) => wanted.has(toText(value))))
}

const not = (test: Test): Test => {
  return (operands) => {
    const holds = test(operands)
    return (values) => !holds(values)
  }
}

const text = (holds: (value: string, part: string) => boolean): Test => {
  return ([operand = '']) => {
    const part = toText(operand).toLowerCase()
    return (values) => values.some((value) => holds(toText(value).toLowerCase(), part))
  }
}

const number = (holds: (value: number, border: number) => boolean): Test => {
  return ([operand = null]) => {
    const border = toNumber(operand)
    return (values) => values.some((value) => holds(toNumber(value), border))
  }
}

const includes = text((value, part) => value.includes(part))
const equality: { readonly [operator: string]: Test } = { '=': isEqual, '!=': not(isEqual) }
const membership = { IN: isEqual, NIN: not(isEqual) }
const containment = {
  '~': includes,
  '!~': not(includes),
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
  const holds = test(operands)
  return ask(type === 'words' ? (values) => holds(values.flatMap(wordsOf)) : holds, field)
}

function ask(holds: (values: readonly JsonValue[]) => boolean, { path }: SearchField): Filter {
  return asked((version, read) => holds(read(version, path)))
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

import { refuse } from '../http/refusal.ts'
import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Unsearchable } from '../options.ts'
import { compileDate, compileValue } from './comparison.ts'
import type { DateDialect } from './dates.ts'
import type { SearchFields } from './fields.ts'
import { allOf, anyOf, anything, nothing, type Filter } from './filter.ts'

/** What sets one search endpoint apart from the other. */
export interface SearchRules {
  readonly fields: SearchFields
  readonly dates: DateDialect
  /** Whether integers have `>=` and `<=`, and what `>` and `<` reach. */
  readonly greater: 'strict' | 'inclusive'
  readonly unsearchable: readonly Unsearchable[]
}

/** "max 2 nested filters", "max 15 filters for each AND or OR group" (8740). */
const groupLimit = 15
const depthLimit = 2

/** Turns the `query` of a search into a filter, or refuses it as Intercom would. */
export function compile(query: JsonValue | undefined, rules: SearchRules, depth = 0): Filter {
  if (query === undefined || query === null) {
    return anything
  }
  if (!isObject(query)) {
    throw refuse(400, 'parameter_invalid', 'query must be an object')
  }
  const { operator, value } = query
  if (operator !== 'AND' && operator !== 'OR') {
    return compileSingle(query, rules)
  }
  if (depth >= depthLimit) {
    throw refuse(400, 'parameter_invalid', 'Query is nested too deeply: the limit is 2 nested filters')
  }
  if (!Array.isArray(value) || value.length === 0) {
    throw refuse(400, 'parameter_invalid', `The value of ${operator} must be a list of filters`)
  }
  if (value.length > groupLimit) {
    throw refuse(400, 'parameter_invalid', `A group may have ${groupLimit} filters at most`)
  }
  const filters = (value as readonly JsonValue[]).map((part) => compile(part, rules, depth + 1))
  return operator === 'AND' ? allOf(filters) : anyOf(filters)
}

function compileSingle(query: JsonObject, rules: SearchRules): Filter {
  const { field: name, operator, value = null } = query
  if (typeof name !== 'string' || typeof operator !== 'string') {
    throw refuse(400, 'parameter_not_found', 'A filter needs a field, an operator and a value')
  }
  const broken = rules.unsearchable.find((entry) => entry.field === name && (entry.operator ?? operator) === operator)
  if (broken !== undefined) {
    return answerOf(broken)
  }
  const field = rules.fields(name)
  if (field === undefined) {
    throw refuse(400, 'parameter_invalid', `Unknown field: ${name}`)
  }
  const values = operandsOf(name, operator, value)
  return field.type === 'date'
    ? compileDate(name, field, operator, values, rules)
    : compileValue(name, field, operator, values, rules)
}

function answerOf({ field, answer }: Unsearchable): Filter {
  if (answer === 'refuse') {
    throw refuse(400, 'parameter_invalid', `${field} is not searchable`)
  }
  return nothing
}

function operandsOf(name: string, operator: string, value: JsonValue): readonly JsonValue[] {
  if (operator !== 'IN' && operator !== 'NIN') {
    return [value]
  }
  if (!Array.isArray(value)) {
    throw refuse(400, 'parameter_invalid', `The value of ${operator} on ${name} must be an array`)
  }
  return value as readonly JsonValue[]
}

import type { Json } from '@ingestr/contract'

import type { Calendar } from '../world/calendar.ts'
import type { Version } from '../world/workspace.ts'

/** A query as the source writes it. */
export type Filter =
  | { readonly operator: 'AND' | 'OR'; readonly value: readonly Filter[] }
  | { readonly field: string; readonly operator: string; readonly value: number | string }

type Matches = (version: Version) => boolean

/** How dates are read: as days of a calendar, or by the second, `>` and `<` with or without the bound itself. */
export type DateRules = { readonly calendar: Calendar } | { readonly isInclusive: boolean }

/** Reads a query that is known to be a filter. */
export function readFilter(query: Json): Filter {
  if (isFilter(query)) return query
  throw new TypeError(`The simulation cannot search by ${JSON.stringify(query)}.`)
}

function isFilter(query: Json): query is Json & Filter {
  return typeof query === 'object' && query !== null && 'operator' in query && 'value' in query
}

/** What a filter admits. A field that no rule knows throws. */
export function compileFilter(filter: Filter, rules: DateRules): Matches {
  if ('field' in filter) return compileCondition(filter, rules)
  const parts = filter.value.map((part) => compileFilter(part, rules))
  if (filter.operator === 'AND') return (version) => parts.every((matches) => matches(version))
  return (version) => parts.some((matches) => matches(version))
}

/** The fields that a filter is about. */
export function fieldsOf(filter: Filter): readonly string[] {
  return 'field' in filter ? [filter.field] : filter.value.flatMap(fieldsOf)
}

function compileCondition({ field, operator, value }: Extract<Filter, { field: string }>, rules: DateRules): Matches {
  if (typeof value === 'string') return compileText(field, operator, value)
  const admits = compileDate(operator, value, rules)
  if (field === 'created_at') return ({ createdAt }) => admits(createdAt)
  if (field === 'updated_at') return ({ updatedAt }) => admits(updatedAt)
  throw new TypeError(`The simulation has no date ${field}.`)
}

function compileDate(operator: string, bound: number, rules: DateRules): (second: number) => boolean {
  if ('calendar' in rules) {
    const start = rules.calendar.startOfDay(bound)
    const end = rules.calendar.endOfDay(bound)
    if (operator === '=') return (second) => second >= start && second < end
    return operator === '>' ? (second) => second >= end : (second) => second < start
  }
  if (operator === '=') return (second) => second === bound
  const more = rules.isInclusive ? 1 : 0
  return operator === '>' ? (second) => second > bound - more : (second) => second < bound + more
}

function compileText(field: string, operator: string, value: string): Matches {
  const wanted = value.toLowerCase()
  return (version) => {
    const text = textOf(version, field)?.toLowerCase()
    if (text === undefined) return false
    if (operator === '^') return text.startsWith(wanted)
    return operator === '$' ? text.endsWith(wanted) : text === wanted
  }
}

function textOf({ id, email, externalId, role }: Version, field: string): string | undefined {
  const values: Readonly<Record<string, string | null>> = { id, email, external_id: externalId, role }
  return values[field] ?? undefined
}

import type { Schedule } from '../world/schedule.ts'
import type { Version } from '../world/workspace.ts'
import { compileFilter, type DateRules, type Filter } from './search-filter.ts'

/** One request to a search endpoint. */
export interface SearchQuestion {
  readonly query: Filter
  readonly sort: { readonly field: string; readonly order: string }
  readonly perPage: number
  readonly startingAfter: string | undefined
}

export interface SearchAnswer {
  readonly versions: readonly Version[]
  readonly totalCount: number
  readonly startingAfter: string | undefined
}

/** A place in the order of a search. */
type Place = readonly [key: number, id: string]

/** Sorted by the field, then the id. The cursor is a place in that order: a record that moves meanwhile moves past it. */
export function search(
  versions: Iterable<Version>,
  question: SearchQuestion,
  rules: DateRules,
  schedule: Schedule,
): SearchAnswer {
  const { perPage, startingAfter } = question
  const matches = compileFilter(question.query, rules)
  const order = createOrder(question, schedule)
  let { placeOf } = order
  const found = Array.from(versions).filter((version) => matches(version))
  const sort = (): readonly Version[] => found.toSorted((one, other) => order.compare(placeOf(one), placeOf(other)))
  let sorted = sort()
  if (order.isDisordered && !isTelling(sorted.slice(0, perPage))) {
    placeOf = (version) => [version.updatedAt, version.id]
    sorted = sort()
  }
  const cursor: Place | undefined = startingAfter === undefined ? undefined : JSON.parse(startingAfter)
  const isBehind = (version: Version): boolean => cursor !== undefined && order.compare(placeOf(version), cursor) <= 0
  const start = sorted.findLastIndex(isBehind) + 1
  const page = sorted.slice(start, start + perPage)
  const last = page.at(-1)
  const hasMore = last !== undefined && start + page.length < sorted.length
  return {
    versions: order.isDisordered ? oldestFirst(page) : page,
    totalCount: sorted.length,
    startingAfter: hasMore ? JSON.stringify(placeOf(last)) : undefined,
  }
}

interface Order {
  readonly isDisordered: boolean
  readonly placeOf: (version: Version) => Place
  readonly compare: (one: Place, other: Place) => number
}

function createOrder({ sort }: SearchQuestion, { tiesDescending, isDisordered }: Schedule): Order {
  const isDescending = sort.order === 'descending'
  const isByCreation = sort.field === 'created_at'
  const direction = isDescending ? -1 : 1
  const tieDirection = isDescending && tiesDescending === 'descending' ? -1 : 1
  return {
    isDisordered: isDisordered && isDescending && !isByCreation,
    placeOf: ({ id, createdAt, updatedAt, misplacedBy }) => [
      isByCreation ? createdAt : updatedAt + (isDescending ? misplacedBy : 0),
      id,
    ],
    compare([key, id], [otherKey, otherId]) {
      if (key !== otherKey) return (key - otherKey) * direction
      return id === otherId ? 0 : (id < otherId ? -1 : 1) * tieDirection
    },
  }
}

/** Whether it shows on the first page that the order is not that of the times: otherwise nobody could know. */
function isTelling(page: readonly Version[]): boolean {
  return page.some(({ updatedAt }) => updatedAt !== page[0]?.updatedAt)
}

function oldestFirst(page: readonly Version[]): readonly Version[] {
  const [oldest] = page.toSorted((one, other) => one.updatedAt - other.updatedAt)
  return oldest === undefined ? page : [oldest, ...page.filter((version) => version !== oldest)]
}

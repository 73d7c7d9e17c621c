import type { DayAround } from './days.ts'
import { complement, unite, type Intervals } from './intervals.ts'

/** How a search reads its operators on dates; undefined for an operator that dates do not have. */
export interface DateDialect {
  intervals(operator: string, seconds: readonly number[]): Intervals | undefined
}

/** Contacts up to 2.16 (facts on 8743): a value stands for its whole day; `>` begins on the next one. */
export function createDayDialect(dayAround: DayAround): DateDialect {
  return {
    intervals(operator, [seconds = 0]) {
      const day = dayAround(seconds)
      switch (operator) {
        case '=':
          return [[day.start, day.end]]
        case '>':
          return [[day.end, Infinity]]
        case '<':
          return [[-Infinity, day.start]]
        default:
          return undefined
      }
    },
  }
}

/** Contacts from 2.17 on: exact seconds. */
export const exactContactDialect: DateDialect = {
  intervals: (operator, [seconds = 0]) => comparison(operator, seconds, 0),
}

/** Conversations: exact seconds; whether `>` and `<` include the value itself is not known (11702 says they may). */
export function createConversationDialect(greater: 'strict' | 'inclusive'): DateDialect {
  const reach = greater === 'inclusive' ? 1 : 0
  return {
    intervals(operator, seconds) {
      const any = seconds.map((second): Intervals => [[second, second + 1]]).reduce(unite, [])
      switch (operator) {
        case 'IN':
          return any
        case 'NIN':
        case '!=':
          return complement(any)
        default:
          return comparison(operator, seconds[0] ?? 0, reach)
      }
    },
  }
}

function comparison(operator: string, seconds: number, reach: 0 | 1): Intervals | undefined {
  switch (operator) {
    case '=':
      return [[seconds, seconds + 1]]
    case '>':
      return [[seconds + 1 - reach, Infinity]]
    case '>=':
      return [[seconds, Infinity]]
    case '<':
      return [[-Infinity, seconds + reach]]
    case '<=':
      return [[-Infinity, seconds + 1]]
    default:
      return undefined
  }
}

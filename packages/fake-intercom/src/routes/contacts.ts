import type { RouteContext } from '../http/context.ts'
import { refuse } from '../http/refusal.ts'
import type { SearchRules } from '../search/compile.ts'
import { createDayDialect, exactContactDialect, type DateDialect } from '../search/dates.ts'
import { createDays } from '../search/days.ts'
import { contactFields } from '../search/fields.ts'
import { createMatches } from '../search/matches.ts'
import type { FakeOptions } from '../options.ts'
import type { Route } from './route.ts'
import { answerCursorList, answerSearch, type SearchedTable, type SearchState } from './search.ts'
import { answerSingle } from './single.ts'

/** Contacts: list, search, and one by id. */
export function contactRoutes(options: FakeOptions): readonly Route[] {
  const rules: SearchRules = {
    fields: contactFields,
    dates: dialectOf(options),
    greater: 'strict',
    unsearchable: options.unsearchable,
  }
  const byDay: SearchState = { rules, matches: createMatches() }
  const exact: SearchState = { rules: { ...rules, dates: exactContactDialect }, matches: createMatches() }
  return [
    { method: 'GET', path: '/contacts', answer: (context) => answerCursorList(context, contactsOf(context)) },
    {
      method: 'POST',
      path: '/contacts/search',
      // The day rule ended with 2.17.
      answer: (context) => answerSearch(context, contactsOf(context), context.version >= 217 ? exact : byDay),
    },
    {
      method: 'GET',
      path: '/contacts/:id',
      answer(context) {
        refuseMerged(context)
        const missing = { code: 'not_found', message: 'User Not Found' }
        return answerSingle(context, context.store.tables.contacts, missing)
      },
    },
  ]
}

function contactsOf({ store }: RouteContext): SearchedTable {
  const perPage = { standard: 50, largest: 150 }
  return { table: store.tables.contacts, type: 'list', key: 'data', perPage }
}

function dialectOf({ contactDates, workspace }: FakeOptions): DateDialect {
  if (contactDates === 'exact') {
    return exactContactDialect
  }
  return createDayDialect(createDays(contactDates === 'utc-day' ? 'UTC' : workspace.timezone))
}

/** API description 2.16, line 8457; before 2.16 a merged contact was just not found. */
function refuseMerged({ store, id, version }: RouteContext): void {
  const into = store.mergedInto(id)
  if (into !== undefined && version >= 216) {
    const message = 'This contact has been merged into another contact'
    throw refuse(410, 'contact_merged', message, { Link: `</contacts/${into}>; rel="canonical"` })
  }
}

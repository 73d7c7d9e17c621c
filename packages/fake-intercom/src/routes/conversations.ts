import type { RouteContext } from '../http/context.ts'
import type { FakeOptions } from '../options.ts'
import type { SearchRules } from '../search/compile.ts'
import { createConversationDialect } from '../search/dates.ts'
import { conversationFields } from '../search/fields.ts'
import { createMatches } from '../search/matches.ts'
import type { Route } from './route.ts'
import { answerCursorList, answerSearch, type SearchedTable, type SearchState } from './search.ts'
import { answerSingle } from './single.ts'

/** Conversations: list, search, and one by id with its parts. */
export function conversationRoutes(options: FakeOptions): readonly Route[] {
  const { conversationGreater: greater, unsearchable } = options
  const rules: SearchRules = {
    fields: conversationFields,
    dates: createConversationDialect(greater),
    greater,
    unsearchable,
  }
  const state: SearchState = { rules, matches: createMatches() }
  return [
    { method: 'GET', path: '/conversations', answer: (context) => answerCursorList(context, conversationsOf(context)) },
    {
      method: 'POST',
      path: '/conversations/search',
      answer: (context) => answerSearch(context, conversationsOf(context), state),
    },
    {
      method: 'GET',
      path: '/conversations/:id',
      answer: (context) =>
        answerSingle(context, context.store.tables.conversations, { code: 'not_found', message: 'Resource Not Found' }),
    },
  ]
}

function conversationsOf({ store }: RouteContext): SearchedTable {
  const perPage = { standard: 20, largest: 150 }
  return { table: store.tables.conversations, type: 'conversation.list', key: 'conversations', perPage }
}

import type { Route } from './route.ts'
import { numberedPage } from './numbered-page.ts'
import { answerSingle } from './single.ts'

/** Articles: numbered pages, the latest change first (API description, line 2121), and one by id with its statistics. */
export const articleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/articles',
    answer: (context) =>
      numberedPage(context, {
        table: context.store.tables.articles,
        sort: { key: 'updatedAt', direction: 'descending' },
        path: '/articles',
        perPage: { standard: 25, largest: 150 },
        next: context.options.articlesNext,
        cap: undefined,
      }),
  },
  {
    method: 'GET',
    path: '/articles/:id',
    answer: (context) =>
      answerSingle(context, context.store.tables.articles, { code: 'not_found', message: 'Resource Not Found' }),
  },
]

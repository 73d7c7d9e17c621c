import type { Answer } from '../http/answer.ts'
import type { RouteContext } from '../http/context.ts'
import { refuse } from '../http/refusal.ts'
import { numberedPage } from './numbered-page.ts'
import type { Route } from './route.ts'
import type { Scroll } from './scroll.ts'
import { answerSingle } from './single.ts'

const missing = { code: 'company_not_found', message: 'Company Not Found' }

/** Companies: two numbered lists with a cap, the scroll that has none, and one by id. */
export function companyRoutes(scroll: Scroll): readonly Route[] {
  return [
    { method: 'POST', path: '/companies/list', answer: (context) => list(context, '/companies/list') },
    {
      method: 'GET',
      path: '/companies',
      answer: (context) =>
        context.query.has('company_id') || context.query.has('name') ? find(context) : list(context, '/companies'),
    },
    { method: 'GET', path: '/companies/scroll', answer: (context) => scroll.answer(context) },
    {
      method: 'GET',
      path: '/companies/:id',
      answer: (context) => answerSingle(context, context.store.tables.companies, missing),
    },
  ]
}

/** By `last_request_at`, the latest first (API description, line 6773), so that it shifts while customers are active. */
function list(context: RouteContext, path: string): Answer {
  return numberedPage(context, {
    table: context.store.tables.companies,
    sort: { key: 'activeAt', direction: context.query.get('order') === 'asc' ? 'ascending' : 'descending' },
    path,
    perPage: { standard: 15, largest: 60 },
    next: context.options.companiesNext,
    cap: { records: 10_000, message: 'page limit reached, please use scroll API' },
  })
}

/** With `company_id` or `name`, the list's address answers with one company instead. */
function find({ store, query }: RouteContext): Answer {
  const { companies } = store.tables
  const wanted = ['company_id', 'name'].filter((field) => query.has(field))
  const found = companies.list().find((company) => wanted.every((field) => company[field] === query.get(field)))
  if (found === undefined) {
    throw refuse(404, missing.code, missing.message)
  }
  return { kind: 'object', value: found }
}

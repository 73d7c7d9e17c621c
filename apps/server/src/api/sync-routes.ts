import { z } from '@hono/zod-openapi'

import { maybeIso } from '../iso.ts'
import { newBackfill, newRun, newSync, syncChange } from '../schemas.ts'
import type { Services } from '../services.ts'
import type { SyncView } from '../syncs/sync-view.ts'
import { type Application, createRoute, emptyRoute, idParameter, jsonBody, jsonRoute } from './route.ts'
import { freshnessView, rowsView, runView, syncView, viewRun } from './views.ts'
import { who } from './who.ts'

const tag = 'Syncs'
const one = '/api/v1/syncs/{id}'
const rowsQuery = z.object({ limit: z.coerce.number().int().min(1).max(100).default(10) })
const tableParameter = idParameter.extend({
  table: z
    .string()
    .max(60)
    .openapi({ param: { name: 'table', in: 'path' } }),
})

const routes = {
  list: createRoute(
    jsonRoute({
      method: 'get',
      path: '/api/v1/syncs',
      tag,
      summary: 'All syncs',
      status: 200,
      answer: z.object({ syncs: z.array(syncView) }),
    }),
  ),
  create: createRoute({
    ...jsonRoute({ method: 'post', path: '/api/v1/syncs', tag, summary: 'Makes one', status: 201, answer: syncView }),
    request: jsonBody(newSync),
  }),
  get: createRoute({
    ...jsonRoute({ method: 'get', path: one, tag, summary: 'One sync', status: 200, answer: syncView }),
    request: { params: idParameter },
  }),
  change: createRoute({
    ...jsonRoute({
      method: 'patch',
      path: one,
      tag,
      summary: 'Changes one; a run that goes on is not changed',
      status: 200,
      answer: syncView,
    }),
    request: { params: idParameter, ...jsonBody(syncChange) },
  }),
  remove: createRoute({
    ...emptyRoute({ method: 'delete', path: one, tag, summary: 'Removes one with its history; what was copied stays' }),
    request: { params: idParameter },
  }),
  run: createRoute({
    ...jsonRoute({
      method: 'post',
      path: '/api/v1/syncs/{id}/runs',
      tag,
      summary: 'Begins a run',
      status: 202,
      answer: runView,
    }),
    request: { params: idParameter, ...jsonBody(newRun) },
  }),
  backfill: createRoute({
    ...jsonRoute({
      method: 'post',
      path: '/api/v1/syncs/{id}/backfills',
      tag,
      summary: 'Begins a run for each part of an interval',
      status: 202,
      answer: z.object({ runs: z.array(runView) }),
    }),
    request: { params: idParameter, ...jsonBody(newBackfill) },
  }),
  freshness: createRoute({
    ...jsonRoute({
      method: 'get',
      path: '/api/v1/syncs/{id}/freshness',
      tag,
      summary: 'How fresh each table is',
      status: 200,
      answer: z.object({ tables: z.array(freshnessView) }),
    }),
    request: { params: idParameter },
  }),
  rows: createRoute({
    ...jsonRoute({
      method: 'get',
      path: '/api/v1/syncs/{id}/tables/{table}/rows',
      tag,
      summary: 'The first rows of a table that was copied, as text',
      status: 200,
      answer: rowsView,
    }),
    request: { params: tableParameter, query: rowsQuery },
  }),
}

export function addSyncRoutes(application: Application, services: Services): void {
  const { syncs, runs, looks, freshness, audit } = services
  application.openapi(routes.list, async (context) => context.json({ syncs: (await syncs.list()).map(mutable) }, 200))
  application.openapi(routes.create, async (context) => {
    const sync = await syncs.create(context.req.valid('json'))
    await audit.record(who(context), 'sync.created', sync.name)
    return context.json(mutable(sync), 201)
  })
  application.openapi(routes.get, async (context) =>
    context.json(mutable(await syncs.get(context.req.valid('param').id)), 200),
  )
  application.openapi(routes.change, async (context) => {
    const sync = await syncs.change(context.req.valid('param').id, context.req.valid('json'))
    await audit.record(who(context), 'sync.changed', sync.name)
    return context.json(mutable(sync), 200)
  })
  application.openapi(routes.remove, async (context) => {
    const { id } = context.req.valid('param')
    const { name } = await syncs.get(id)
    await syncs.remove(id)
    await audit.record(who(context), 'sync.removed', name)
    return context.body(null, 204)
  })
  application.openapi(routes.run, async (context) => {
    const run = await runs.begin(context.req.valid('param').id, 'api', context.req.valid('json').fullRefresh)
    await audit.record(who(context), 'run.begun', run.id)
    return context.json(viewRun(run), 202)
  })
  application.openapi(routes.backfill, async (context) => {
    const begun = await runs.backfill(context.req.valid('param').id, context.req.valid('json'))
    await audit.record(who(context), 'backfill.begun', `${begun.length} runs`)
    return context.json({ runs: begun.map(viewRun) }, 202)
  })
  application.openapi(routes.freshness, async (context) => {
    const tables = await freshness.of(await syncs.get(context.req.valid('param').id))
    const told = tables.map(({ table, syncedAt, readUpTo, rows, missing }) => ({
      table,
      syncedAt: maybeIso(syncedAt),
      readUpTo: maybeIso(readUpTo),
      rows,
      missing,
    }))
    return context.json({ tables: told }, 200)
  })
  application.openapi(routes.rows, async (context) => {
    const { id, table } = context.req.valid('param')
    const { columns, rows, count } = await looks.rows(id, table, context.req.valid('query').limit)
    return context.json({ columns: [...columns], rows: rows.map((row) => [...row]), count }, 200)
  })
}

function mutable(sync: SyncView): z.output<typeof syncView> {
  return { ...sync, tables: [...sync.tables], nextTimes: [...sync.nextTimes] }
}

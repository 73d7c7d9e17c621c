import { z } from '@hono/zod-openapi'

import { iso } from '../iso.ts'
import type { Services } from '../services.ts'
import { type Application, createRoute, idParameter, jsonRoute, limitQuery, problems } from './route.ts'
import { streamEvents } from './stream-events.ts'
import { eventView, runStatus, runTableView, runView, viewRun, viewRunTable } from './views.ts'
import { who } from './who.ts'

const tag = 'Runs'

const routes = {
  list: createRoute({
    ...jsonRoute({
      method: 'get',
      path: '/api/v1/runs',
      tag,
      summary: 'Runs, latest first',
      status: 200,
      answer: z.object({ runs: z.array(runView), next: z.string().nullable() }),
    }),
    request: {
      query: z.object({
        syncId: z.string().max(40).optional(),
        status: runStatus.optional(),
        limit: limitQuery,
        after: z.string().max(80).optional().openapi({ description: '`next` of the page before.' }),
      }),
    },
  }),
  get: createRoute({
    ...jsonRoute({
      method: 'get',
      path: '/api/v1/runs/{id}',
      tag,
      summary: 'A run and its tables',
      status: 200,
      answer: z.object({ run: runView, tables: z.array(runTableView) }),
    }),
    request: { params: idParameter },
  }),
  cancel: createRoute({
    ...jsonRoute({
      method: 'post',
      path: '/api/v1/runs/{id}/cancel',
      tag,
      summary: 'Ends a run after what has arrived; what is stored stays',
      status: 202,
      answer: runView,
    }),
    request: { params: idParameter },
  }),
  retry: createRoute({
    ...jsonRoute({
      method: 'post',
      path: '/api/v1/runs/{id}/retry',
      tag,
      summary: 'Begins a run that goes on where this one ended',
      status: 202,
      answer: runView,
    }),
    request: { params: idParameter },
  }),
  log: createRoute({
    ...jsonRoute({
      method: 'get',
      path: '/api/v1/runs/{id}/log',
      tag,
      summary: 'What was told of a run, oldest first',
      status: 200,
      answer: z.object({ events: z.array(eventView), next: z.number().int().nullable() }),
    }),
    request: {
      params: idParameter,
      query: z.object({ limit: limitQuery, after: z.coerce.number().int().min(0).default(0) }),
    },
  }),
  events: createRoute({
    method: 'get',
    path: '/api/v1/runs/{id}/events',
    tags: [tag],
    summary: 'What is told of a run, as it happens (SSE)',
    description:
      'Begins with what was told so far, or after `Last-Event-ID`; ends when the run has. `id` is `seq` of the event, `event` its type, `data` JSON.',
    security: [{ apiKey: [] }],
    request: { params: idParameter },
    responses: {
      ...problems,
      200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
    },
  }),
}

export function addRunRoutes(application: Application, services: Services): void {
  const { runs, events, audit } = services
  application.openapi(routes.list, async (context) => {
    const { runs: list, next } = await runs.list(context.req.valid('query'))
    return context.json({ runs: list.map(viewRun), next }, 200)
  })
  application.openapi(routes.get, async (context) => {
    const { run, tables } = await runs.get(context.req.valid('param').id)
    return context.json({ run: viewRun(run), tables: tables.map(viewRunTable) }, 200)
  })
  application.openapi(routes.cancel, async (context) => {
    const run = await runs.cancel(context.req.valid('param').id)
    await audit.record(who(context), 'run.cancelled', run.id)
    return context.json(viewRun(run), 202)
  })
  application.openapi(routes.retry, async (context) => {
    const run = await runs.retry(context.req.valid('param').id)
    await audit.record(who(context), 'run.retried', run.id)
    return context.json(viewRun(run), 202)
  })
  application.openapi(routes.log, async (context) => {
    const { run } = await runs.get(context.req.valid('param').id)
    const { limit, after } = context.req.valid('query')
    const list = await events.readAfter(run.id, after, limit + 1)
    const shown = list.slice(0, limit)
    const told = shown.map(({ seq, at, type, data }) => ({ seq, at: iso(at), type, data: { ...data } }))
    return context.json({ events: told, next: list.length > limit ? (shown.at(-1)?.seq ?? null) : null }, 200)
  })
  application.openapi(routes.events, async (context) => {
    const { run } = await runs.get(context.req.valid('param').id)
    return await streamEvents(run.id, context.req.header('last-event-id'), context.req.raw.signal, services)
  })
}

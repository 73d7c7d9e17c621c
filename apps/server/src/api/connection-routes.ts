import { z } from '@hono/zod-openapi'

import { connectionChange, newConnection } from '../schemas.ts'
import type { Services } from '../services.ts'
import { type Application, createRoute, emptyRoute, idParameter, jsonBody, jsonRoute } from './route.ts'
import { checkView, connectionView } from './views.ts'
import { who } from './who.ts'

const tag = 'Connections'
const one = '/api/v1/connections/{id}'

const routes = {
  list: createRoute(
    jsonRoute({
      method: 'get',
      path: '/api/v1/connections',
      tag,
      summary: 'All connections',
      status: 200,
      answer: z.object({ connections: z.array(connectionView) }),
    }),
  ),
  create: createRoute({
    ...jsonRoute({
      method: 'post',
      path: '/api/v1/connections',
      tag,
      summary: 'Makes one',
      status: 201,
      answer: connectionView,
    }),
    request: jsonBody(newConnection),
  }),
  get: createRoute({
    ...jsonRoute({ method: 'get', path: one, tag, summary: 'One connection', status: 200, answer: connectionView }),
    request: { params: idParameter },
  }),
  change: createRoute({
    ...jsonRoute({ method: 'patch', path: one, tag, summary: 'Changes one', status: 200, answer: connectionView }),
    request: { params: idParameter, ...jsonBody(connectionChange) },
  }),
  remove: createRoute({
    ...emptyRoute({ method: 'delete', path: one, tag, summary: 'Removes one' }),
    request: { params: idParameter },
  }),
  check: createRoute({
    ...jsonRoute({
      method: 'post',
      path: '/api/v1/connections/{id}/check',
      tag,
      summary: 'Asks Intercom whether the token is good, and what it may read',
      status: 200,
      answer: checkView,
    }),
    request: { params: idParameter },
  }),
}

export function addConnectionRoutes(application: Application, { connections, looks, audit }: Services): void {
  application.openapi(routes.list, async (context) => {
    const list = await connections.list()
    return context.json({ connections: [...list] }, 200)
  })
  application.openapi(routes.create, async (context) => {
    const connection = await connections.create(context.req.valid('json'))
    await audit.record(who(context), 'connection.created', connection.name)
    return context.json(connection, 201)
  })
  application.openapi(routes.get, async (context) =>
    context.json(await connections.get(context.req.valid('param').id), 200),
  )
  application.openapi(routes.change, async (context) => {
    const connection = await connections.change(context.req.valid('param').id, context.req.valid('json'))
    await audit.record(who(context), 'connection.changed', connection.name)
    return context.json(connection, 200)
  })
  application.openapi(routes.remove, async (context) => {
    const { id } = context.req.valid('param')
    const { name } = await connections.get(id)
    await connections.remove(id)
    await audit.record(who(context), 'connection.removed', name)
    return context.body(null, 204)
  })
  application.openapi(routes.check, async (context) => {
    const { facts, tables } = await looks.check(context.req.valid('param').id)
    const told = tables.map(({ table, error }) => ({
      table,
      error: error === undefined ? null : { code: error.code, message: error.message },
    }))
    return context.json({ facts: [...facts], tables: told }, 200)
  })
}

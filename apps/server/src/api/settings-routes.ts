import { z } from '@hono/zod-openapi'

import { newKey, newWebhook } from '../schemas.ts'
import type { Services } from '../services.ts'
import { type Application, createRoute, emptyRoute, idParameter, jsonBody, jsonRoute } from './route.ts'
import { auditView, keyView, viewAudit, viewKey, webhookView } from './views.ts'
import { who } from './who.ts'

const keyTag = 'API keys'
const webhookTag = 'Webhooks'
const auditEntries = 200

const routes = {
  keys: createRoute(
    jsonRoute({
      method: 'get',
      path: '/api/v1/keys',
      tag: keyTag,
      summary: 'All keys, without what opens',
      status: 200,
      answer: z.object({ keys: z.array(keyView) }),
    }),
  ),
  createKey: createRoute({
    ...jsonRoute({
      method: 'post',
      path: '/api/v1/keys',
      tag: keyTag,
      summary: 'Makes a key, and shows it this once',
      status: 201,
      answer: keyView.extend({ key: z.string() }).openapi('NewApiKey'),
    }),
    request: jsonBody(newKey),
  }),
  removeKey: createRoute({
    ...emptyRoute({ method: 'delete', path: '/api/v1/keys/{id}', tag: keyTag, summary: 'Removes a key' }),
    request: { params: idParameter },
  }),
  webhooks: createRoute(
    jsonRoute({
      method: 'get',
      path: '/api/v1/webhooks',
      tag: webhookTag,
      summary: 'All webhooks',
      status: 200,
      answer: z.object({ webhooks: z.array(webhookView) }),
    }),
  ),
  createWebhook: createRoute({
    ...jsonRoute({
      method: 'post',
      path: '/api/v1/webhooks',
      tag: webhookTag,
      summary: 'Makes one, and shows its signing secret this once',
      status: 201,
      answer: webhookView.extend({ signingSecret: z.string() }).openapi('CreatedWebhook'),
    }),
    request: jsonBody(newWebhook),
  }),
  removeWebhook: createRoute({
    ...emptyRoute({ method: 'delete', path: '/api/v1/webhooks/{id}', tag: webhookTag, summary: 'Removes one' }),
    request: { params: idParameter },
  }),
  audit: createRoute(
    jsonRoute({
      method: 'get',
      path: '/api/v1/audit',
      tag: 'Audit',
      summary: `The latest ${auditEntries} changes`,
      status: 200,
      answer: z.object({ entries: z.array(auditView) }),
    }),
  ),
}

export function addSettingsRoutes(application: Application, { keys, webhooks, audit }: Services): void {
  application.openapi(routes.keys, async (context) => context.json({ keys: (await keys.list()).map(viewKey) }, 200))
  application.openapi(routes.createKey, async (context) => {
    const { name, scope } = context.req.valid('json')
    const { key, row } = await keys.create(name, scope)
    await audit.record(who(context), 'key.created', `${name} (${scope})`)
    return context.json({ ...viewKey(row), key }, 201)
  })
  application.openapi(routes.removeKey, async (context) => {
    const { id } = context.req.valid('param')
    await keys.remove(id)
    await audit.record(who(context), 'key.removed', id)
    return context.body(null, 204)
  })
  application.openapi(routes.webhooks, async (context) => context.json({ webhooks: [...(await webhooks.list())] }, 200))
  application.openapi(routes.createWebhook, async (context) => {
    const { webhook, secret } = await webhooks.create(context.req.valid('json').url)
    await audit.record(who(context), 'webhook.created', webhook.url)
    return context.json({ ...webhook, signingSecret: secret }, 201)
  })
  application.openapi(routes.removeWebhook, async (context) => {
    const { id } = context.req.valid('param')
    await webhooks.remove(id)
    await audit.record(who(context), 'webhook.removed', id)
    return context.body(null, 204)
  })
  application.openapi(routes.audit, async (context) =>
    context.json({ entries: (await audit.list(auditEntries)).map(viewAudit) }, 200),
  )
}

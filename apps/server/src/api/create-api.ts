import { OpenAPIHono, z } from '@hono/zod-openapi'
import { IngestError } from '@ingestr/contract'
import { listTables } from '@ingestr/ingest'

import type { Environment, Services } from '../services.ts'
import { addConnectionRoutes } from './connection-routes.ts'
import { addHealthRoutes } from './health-routes.ts'
import { type Application, createRoute, jsonRoute } from './route.ts'
import { addRunRoutes } from './run-routes.ts'
import { addSettingsRoutes } from './settings-routes.ts'
import { addSyncRoutes } from './sync-routes.ts'

const documentPath = '/api/v1/openapi.json'

const tablesRoute = createRoute(
  jsonRoute({
    method: 'get',
    path: '/api/v1/tables',
    tag: 'Syncs',
    summary: 'The tables that there are',
    status: 200,
    answer: z.object({
      tables: z.array(z.object({ name: z.string(), strategy: z.string(), primaryKey: z.array(z.string()) })),
    }),
  }),
)

/** The HTTP API, described by its own routes. The guard stands before it. */
export function createApi(services: Services, version: string): Application {
  const application = new OpenAPIHono<Environment>({
    // Values that do not fit are told by where they are, never by what they are: one may be a secret.
    defaultHook: (result) => {
      if (result.success) return undefined
      const [issue] = result.error.issues
      const place = issue === undefined || issue.path.length === 0 ? 'The body' : `\`${issue.path.join('.')}\``
      throw new IngestError(
        'INVALID_REQUEST',
        `${place} is not as it must be: ${issue?.message ?? 'see the description of the API'}.`,
      )
    },
  })
  application.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' })
  addConnectionRoutes(application, services)
  addSyncRoutes(application, services)
  addRunRoutes(application, services)
  addSettingsRoutes(application, services)
  addHealthRoutes(application, services)
  application.openapi(tablesRoute, async (context) => {
    const tables = await listTables()
    const told = tables.map(({ name, strategy, primaryKey }) => ({ name, strategy, primaryKey: [...primaryKey] }))
    return context.json({ tables: told }, 200)
  })
  application.doc31(documentPath, {
    openapi: '3.1.0',
    info: {
      title: 'ingestr-server',
      version,
      description: 'Scopes of keys: read, run, admin; each has those before it.',
    },
  })
  return application
}

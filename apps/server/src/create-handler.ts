import { RequestError } from '@hono/node-server'
import { IngestError } from '@ingestr/contract'

import { createApi } from './api/create-api.ts'
import { healthPaths } from './api/health-routes.ts'
import { problemResponse } from './api/problem.ts'
import type { Guard } from './guard/guard.ts'
import type { Assets } from './pages/assets.ts'
import { addConnectionPages } from './pages/connection-routes.tsx'
import { LoginPage, SetupPage } from './pages/enter-pages.tsx'
import { addEnterRoutes } from './pages/enter-routes.tsx'
import { errorPage } from './pages/error-page.tsx'
import { show } from './pages/page-tools.tsx'
import { addRunPages } from './pages/run-routes.tsx'
import { addSettingsPages } from './pages/settings-routes.tsx'
import { addSyncPages } from './pages/sync-routes.tsx'
import type { Services } from './services.ts'

/** Answers a request; never rejects. `address` is of who asks. */
export type Handler = (request: Request, address: string) => Promise<Response>

const mostBytes = 256 * 1024

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
].join('; ')

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // With no-referrer, browsers would send forms with the origin null.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
}

/** Paths that need nobody: how the server is, what its pages look like, and where one logs in. */
export function openPaths(assets: Assets): Readonly<Record<string, ReadonlySet<string>>> {
  const seen = new Set([...healthPaths, ...assets.paths, '/login', '/setup'])
  return {
    GET: seen,
    HEAD: seen,
    POST: new Set(['/login', '/setup']),
  }
}

/** The guard, then the routes; errors become problems for programs and pages for people. */
export function createHandler(options: {
  readonly services: Services
  readonly guard: Guard
  readonly assets: Assets
  readonly version: string
  readonly redact: (text: string) => string
}): Handler {
  const { services, guard, assets, version, redact } = options
  const application = createApi(services, version)
  const tools = { services, assets: assets.names, redact }
  addEnterRoutes(application, tools)
  addRunPages(application, tools)
  addConnectionPages(application, tools)
  addSyncPages(application, tools)
  addSettingsPages(application, tools)
  application.onError((error, context) => fail(error, context.req.raw))
  application.notFound((context) => fail(new IngestError('NOT_FOUND', 'There is nothing here.'), context.req.raw))

  async function fail(error: unknown, request: Request): Promise<Response> {
    const isMalformed = error instanceof Error && 'status' in error && error.status === 400
    const told = isMalformed ? new IngestError('INVALID_REQUEST', 'The body cannot be read.') : error
    if (!wantsPage(request)) return problemResponse(told, redact)
    const needsLogin = IngestError.isInstance(told) && told.code === 'LOGIN_REQUIRED'
    if (!needsLogin) return errorPage(told, assets.names, redact)
    const hasPassword = await services.operator.hasPassword()
    if (!hasPassword) return show(SetupPage({ assets: assets.names, secret: '' }), 401)
    return show(LoginPage({ assets: assets.names, next: nextOf(request) }), 401)
  }

  async function answer(request: Request, address: string): Promise<Response> {
    try {
      const length = Number(request.headers.get('content-length') ?? 0)
      if (length > mostBytes || request.headers.has('transfer-encoding')) {
        throw new IngestError('INVALID_REQUEST', `A body has at most ${mostBytes} bytes, and says how many it has.`)
      }
      const principal = await guard.admit(request, address)
      if (principal !== undefined && length > 0) await refuseSecrets(request, redact)
      const asset = assets.serve(new URL(request.url).pathname)
      if (asset !== undefined) return asset
      return await application.fetch(request, principal === undefined ? { address } : { address, principal })
    } catch (error) {
      return await fail(error, request)
    }
  }

  return async (request, address) => guarded(await withoutSecrets(await answer(request, address), redact))
}

/** The answer to what cannot be read as a request at all: the guard never sees it. */
export function answerUnreadable(error: unknown): Response {
  const told = (): unknown => {
    if (!(error instanceof RequestError)) return error
    if (!error.message.includes('host')) return new IngestError('NOT_FOUND', 'There is nothing here.')
    return new IngestError('HOST_REFUSED', 'A request names the host that it asks, in its header Host.')
  }
  return guarded(problemResponse(told(), (text) => text))
}

function guarded(response: Response): Response {
  const isAsset = response.headers.has('cache-control')
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  if (!isAsset) response.headers.set('cache-control', 'no-store')
  return response
}

/** Where a secret may come in: everywhere else it would be stored as it is, and shown. */
const placesOfSecrets = [/^\/api\/v1\/connections(\/[^/]+)?$/, /^\/connections(\/[^/]+)?$/, /^\/settings\/password$/]

async function refuseSecrets(request: Request, redact: (text: string) => string): Promise<void> {
  const { pathname } = new URL(request.url)
  if (placesOfSecrets.some((place) => place.test(pathname))) return
  const text = await request.clone().text()
  // What is written as in a URL is so once more in a form.
  const values = pathname.startsWith('/api/') ? [] : [...new URLSearchParams(text).values()]
  if ([text, ...values].every((each) => redact(each) === each)) return
  throw new IngestError('INVALID_REQUEST', 'There is a token in it that belongs to a connection. It has no place here.')
}

/** Whatever comes to be in a text, such as a token that somebody gave as a name, does not leave. Streams are redacted when stored. */
async function withoutSecrets(response: Response, redact: (text: string) => string): Promise<Response> {
  const type = response.headers.get('content-type') ?? ''
  if (response.body === null || type.startsWith('text/event-stream') || response.headers.has('cache-control'))
    return response
  const { status, headers: own } = response
  return new Response(redact(await response.text()), { status, headers: own })
}

function wantsPage(request: Request): boolean {
  const { pathname } = new URL(request.url)
  return !pathname.startsWith('/api/') && (request.headers.get('accept') ?? '').includes('text/html')
}

/** Where to go after the login: only what was merely looked at. */
function nextOf(request: Request): string {
  const { pathname, search } = new URL(request.url)
  return request.method === 'GET' ? `${pathname}${search}` : '/'
}

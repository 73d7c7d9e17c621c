import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FakeClock } from '../clock.ts'
import { toPageFault, type Fault } from '../faults/fault.ts'
import type { FaultPlan } from '../faults/fault-plan.ts'
import { toRefusal } from '../faults/status-fault.ts'
import type { FakeOptions } from '../options.ts'
import type { LoggedRequest, OpenRequest } from '../request-log.ts'
import type { Router } from '../routes/router.ts'
import type { Scroll } from '../routes/scroll.ts'
import type { Store } from '../store/store.ts'
import { toBody, type Answer } from './answer.ts'
import type { RateLimiter } from './rate-limit.ts'
import { readBody, type RequestBody } from './read-body.ts'
import { createRequestIds, errorBody, Refusal, refuse } from './refusal.ts'
import { send, type Manner, type Outgoing } from './send.ts'
import { createTurns } from './turns.ts'
import { readVersion } from './version.ts'

/** All that an exchange of request and answer needs. */
export interface Exchanges {
  readonly options: FakeOptions
  readonly clock: FakeClock
  readonly store: Store
  readonly router: Router
  readonly scroll: Scroll
  readonly faults: FaultPlan
  readonly rateLimiter: RateLimiter
  /** Called once a request is known, before it is answered. */
  readonly announce: (request: LoggedRequest) => Promise<void>
  readonly url: () => string
  readonly log: (request: OpenRequest) => void
}

export type HandleRequest = (request: IncomingMessage, response: ServerResponse) => Promise<void>

const jsonType = 'application/json; charset=utf-8'

/** What happens to one request: logged, announced, checked, answered, and spoilt where a fault is due. */
export function createExchange(parts: Exchanges): HandleRequest {
  const { options, clock, store, router, rateLimiter } = parts
  const nextRequestId = createRequestIds()
  const turns = createTurns(options.capacity)

  return async (request, response) => {
    const body = await readBody(request)
    const target = new URL(request.url ?? '/', 'http://fake')
    const entry = toEntry(request, { target, body, at: clock.now() })
    parts.log(entry)
    await parts.announce(entry)
    const fault = parts.faults.take(entry)
    await turns.take()
    try {
      await pass(latencyOf(options, entry) + (fault?.kind === 'slow' ? fault.delayMs : 0))
    } finally {
      turns.give()
    }
    if (fault?.kind === 'reset') {
      request.socket.resetAndDestroy()
      return
    }
    const requestId = nextRequestId()
    const headers: Record<string, string> = { Date: new Date(clock.now()).toUTCString(), 'X-Request-Id': requestId }
    const outgoing = produce(request, { target, body, fault, headers, requestId })
    entry.status = outgoing.status
    const compresses = options.compresses && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    await send(response, outgoing, { compresses, manner: mannerOf(fault) })
  }

  interface Received {
    readonly target: URL
    readonly body: RequestBody
    readonly fault: Fault | undefined
    readonly headers: Record<string, string>
    readonly requestId: string
  }

  function produce(request: IncomingMessage, received: Received): Outgoing {
    const { headers, requestId } = received
    try {
      // First, for it adds to the headers.
      const body = spoil(answer(request, received), received)
      return { status: 200, headers: { ...headers, 'Content-Type': jsonType }, body }
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error
      }
      const isPage = error.message.startsWith('<html>')
      return {
        status: error.status,
        headers: { ...headers, ...error.headers, 'Content-Type': isPage ? 'text/html' : jsonType },
        body: [Buffer.from(isPage ? error.message : errorBody(requestId, error.code, error.message))],
      }
    }
  }

  function answer(request: IncomingMessage, { target, body, fault, headers }: Received): Answer {
    if (request.headers.authorization !== `Bearer ${options.token}`) {
      throw refuse(401, 'unauthorized', 'Access Token Invalid')
    }
    const admission = rateLimiter.admit()
    Object.assign(headers, admission.headers)
    if (admission.refusal !== undefined) {
      throw admission.refusal
    }
    if (fault?.kind === 'status') {
      if (fault.status >= 500 && target.pathname === '/companies/scroll') {
        parts.scroll.drop()
      }
      throw toRefusal(fault)
    }
    const version = readVersion(request.headers['intercom-version'])
    headers['Intercom-Version'] = version.name
    const found = router(request.method ?? 'GET', target.pathname)
    if (found === undefined) {
      throw refuse(404, 'not_found', 'The requested resource does not exist')
    }
    if (!body.isJson) {
      throw refuse(400, 'parameter_invalid', 'The body is not valid JSON')
    }
    return found.route.answer({
      store,
      options,
      url: parts.url(),
      id: found.id,
      query: target.searchParams,
      body: body.value,
      version: version.number,
      fault,
      pageFault: toPageFault(fault),
      isRequested: (parameter) => target.searchParams.get(parameter) === 'true',
    })
  }
}

/** The bytes of an answer, or what a fault makes of them. */
function spoil(answer: Answer, { fault }: { readonly fault: Fault | undefined }): readonly Uint8Array[] {
  if (fault?.kind === 'empty-body') {
    return []
  }
  if (fault?.kind === 'not-json') {
    return [Buffer.from('<html><body>We will be back soon</body></html>')]
  }
  if (fault?.kind === 'without-data' && answer.kind === 'list') {
    return toBody({ kind: 'object', value: { type: answer.type, ...answer.rest } })
  }
  if (fault?.kind === 'without-pages' && answer.kind === 'list') {
    return toBody({ ...answer, rest: { ...answer.rest, pages: undefined } })
  }
  return toBody(answer)
}

function mannerOf(fault: Fault | undefined): Manner {
  if (fault?.kind === 'cut-body') {
    return 'cut'
  }
  return fault?.kind === 'stalled-body' ? 'stalled' : 'whole'
}

function toEntry(
  request: IncomingMessage,
  { target, body, at }: { readonly target: URL; readonly body: RequestBody; readonly at: number },
): OpenRequest {
  const version = request.headers['intercom-version']
  return {
    method: request.method ?? 'GET',
    path: target.pathname,
    query: Object.fromEntries(target.searchParams),
    body: body.value,
    version: typeof version === 'string' ? version : undefined,
    at,
    status: 0,
  }
}

function latencyOf({ latencyMs }: FakeOptions, request: LoggedRequest): number {
  return typeof latencyMs === 'number' ? latencyMs : latencyMs(request)
}

async function pass(delayMs: number): Promise<void> {
  if (delayMs > 0) {
    await sleep(delayMs)
  }
}

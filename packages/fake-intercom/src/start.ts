import { createServer, type Server, type ServerResponse } from 'node:http'
import { createMovableClock } from './clock.ts'
import type { FakeIntercom, TruthOptions } from './fake-intercom.ts'
import { createFaultPlan } from './faults/fault-plan.ts'
import { createExchange } from './http/exchange.ts'
import { errorBody } from './http/refusal.ts'
import { createRateLimiter } from './http/rate-limit.ts'
import { withDefaults, type CountedTable, type FakeIntercomOptions } from './options.ts'
import type { LoggedRequest } from './request-log.ts'
import { createRoutes } from './routes/routes.ts'
import { createRouter } from './routes/router.ts'
import { createScroll } from './routes/scroll.ts'
import { textOf } from './store/shelf.ts'
import { createStore } from './store/store.ts'
import type { Version } from './store/version.ts'

/** Idle connections stay open this long, so that no client meets a connection that closes under its request. */
const keepAliveMs = 120_000

/** Starts a fake on a free port of 127.0.0.1. Nothing of it outlives its disposal. */
export async function startFakeIntercom(given: FakeIntercomOptions = {}): Promise<FakeIntercom> {
  const options = withDefaults(given)
  const clock = createMovableClock(options.clock)
  const store = createStore(options, clock)
  if (options.warm) {
    store.tables.contacts.warm()
    store.tables.conversations.warm()
  }
  const scroll = createScroll(options, clock)
  const faults = createFaultPlan()
  const listeners = new Set<(request: LoggedRequest) => unknown>()
  let requests: LoggedRequest[] = []
  let url = ''
  const handle = createExchange({
    options,
    clock,
    store,
    router: createRouter(createRoutes(options, scroll)),
    scroll,
    faults,
    rateLimiter: createRateLimiter(options.rateLimit, clock),
    url: () => url,
    log: (request) => requests.push(request),
    async announce(request) {
      for (const listener of listeners) {
        await listener(request)
      }
    },
  })
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    handle(request, response).catch((error: unknown) => fail(response, error))
  })
  url = await listen(server, options.port)

  function listedOf(table: CountedTable): readonly Version[] {
    const index = store.tables[table].live.index('createdAt')
    return index.range(0, index.size)
  }

  return {
    url,
    token: options.token,
    connectionUri(region) {
      const uri = `intercom://?access_token=${encodeURIComponent(options.token)}&base_url=${url}`
      return region === undefined ? uri : `${uri}&region=${region}`
    },
    now: () => clock.now(),
    advance: (milliseconds) => clock.advance(milliseconds),
    get requests() {
      return requests
    },
    resetRequests() {
      requests = []
    },
    store: store.face,
    truth: (table, truthOptions = {}) =>
      listedOf(table).map((version) => store.tables[table].shownOf(version, isRequestedBy(truthOptions))),
    truthJson(table, truthOptions = {}) {
      return listedOf(table).map((version) => textOf(store.tables[table].pieceOf(version, isRequestedBy(truthOptions))))
    },
    onRequest(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    failNext: (order) => faults.add(order),
    clearFaults: () => faults.clear(),
    [Symbol.asyncDispose]: () => close(server),
  }
}

function isRequestedBy({ include = [] }: TruthOptions): (parameter: string) => boolean {
  return (parameter) => include.includes(parameter)
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`
}

/** A mistake of the fake or of a test's listener: told to the client, for nobody else is listening. */
function fail(response: ServerResponse, error: unknown): void {
  // A client that went away needs no answer.
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  response.writeHead(500, { 'Content-Type': 'application/json; charset=utf-8' })
  response.end(errorBody('00000000000000000000', 'fake_failure', message))
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    // Closing what is closed already is answered with an error, which says just that.
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

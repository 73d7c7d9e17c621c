import { realpathSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { getRequestListener } from '@hono/node-server'
import { type Clock, IngestError } from '@ingestr/contract'

import { createAudit } from './audit.ts'
import { createConnections } from './connections/connections.ts'
import { answerUnreadable, createHandler, type Handler, openPaths } from './create-handler.ts'
import { createApiKeys } from './guard/api-keys.ts'
import { createAttempts } from './guard/attempts.ts'
import { createGuard } from './guard/guard.ts'
import { createOwnHosts, nameOf } from './guard/hosts.ts'
import { createOperator } from './guard/operator.ts'
import { createSessions } from './guard/sessions.ts'
import { startMaintenance } from './maintenance.ts'
import { createMetrics } from './metrics/metrics.ts'
import type { ServerOptions } from './options.ts'
import { readAssets } from './pages/assets.ts'
import { createSqliteQueue } from './queue/sqlite-queue.ts'
import { createDestinations } from './runs/destinations.ts'
import { createFinishRun } from './runs/finish-run.ts'
import { createFreshness } from './runs/freshness.ts'
import { createLooks } from './runs/looks.ts'
import { createPerformRun } from './runs/perform-run.ts'
import { createRunEvents } from './runs/run-events.ts'
import { createRuns } from './runs/runs.ts'
import { createSupervisor } from './runs/supervisor.ts'
import { createScheduler } from './schedule/scheduler.ts'
import { readKey } from './secrets/key-file.ts'
import { createRedactor } from './secrets/redactor.ts'
import { createVault } from './secrets/vault.ts'
import type { Services } from './services.ts'
import { takeLease } from './store/lease.ts'
import { openStore } from './store/open-store.ts'
import { createSyncs } from './syncs/syncs.ts'
import { readVersion } from './version.ts'
import { createWebhooks } from './webhooks/webhooks.ts'

/** A server that answers. */
export interface RunningServer {
  readonly url: string
  /** For the first visit; undefined where a password was chosen already. */
  readonly setupSecret: string | undefined
  readonly isNewKey: boolean
  readonly keyFile: string
  /** Connections whose tokens another key sealed. */
  readonly unopened: readonly string[]
  /** Resolves once another server has taken the folder over. */
  readonly lost: Promise<void>
  /** Takes no more, lets runs store what has arrived, and ends. */
  close(): Promise<void>
}

/** What a test replaces. */
export interface Surroundings {
  readonly clock: Pick<Clock, 'now'>
  readonly random: () => number
  /** Where the built program of runs and the files of the pages are. */
  readonly built: URL
  readonly tell: (line: string) => void
}

const systemSurroundings: Surroundings = {
  clock: { now: () => Date.now() },
  random: () => Math.random(),
  built: new URL('./', import.meta.url),
  tell: (line) => void process.stderr.write(`${line}\n`),
}

/** @throws IngestError `INVALID_KEY`, `DATA_DIRECTORY_UNUSABLE`, `DATA_DIRECTORY_IN_USE`, `ADDRESS_UNUSABLE` */
export async function startServer(options: ServerOptions, given: Partial<Surroundings> = {}): Promise<RunningServer> {
  const { clock, random, built, tell } = { ...systemSurroundings, ...given }
  const database = await openStore(options.dataDirectory)
  const dataDirectory = realpathSync(options.dataDirectory)
  const keyFile = options.keyFile ?? join(dataDirectory, 'key')
  const { key, isNew: isNewKey } = readKey({ variable: options.key, file: keyFile })
  const lease = await takeLease(database, clock, process.pid)
  const vault = createVault(key)
  const redactor = createRedactor()
  const redact = (text: string): string => redactor.redact(text)
  const program = fileURLToPath(new URL('run-child.js', built))
  const closing = new AbortController()

  const destinations = createDestinations(dataDirectory, options.destinations)
  const connections = createConnections({ database, vault, redactor, clock, allowedBaseUrls: options.allowedBaseUrls })
  const unopened = await connections.registerSecrets()
  for (const uri of options.destinations.values()) registerUri(uri, (secret) => redactor.add(secret))
  const syncs = createSyncs({ database, connections, destinations, clock })
  const queue = createSqliteQueue(database, clock, lease.epoch)
  const events = createRunEvents(database, clock, redact)
  const metrics = createMetrics(database, { running: () => supervisor.running })
  const webhooks = createWebhooks({ database, vault, redactor, clock, allowedHosts: options.allowedWebhookHosts })
  const finish = createFinishRun({ database, queue, events, clock, random, announce: webhooks.announce, metrics })
  const maskKey = vault.deriveKey('masks v1').toString('hex')
  const onProblem = (text: string): void => tell(`Problem: ${redact(text)}`)
  const perform = createPerformRun({
    database,
    queue,
    connections,
    destinations,
    events,
    redactor,
    finish,
    clock,
    maskKey,
    program,
    workingDirectory: dataDirectory,
    onProblem,
  })
  const supervisor = createSupervisor({ queue, perform, most: options.mostRuns, onProblem })
  const scheduler = createScheduler({ database, queue, clock, onRun: () => supervisor.wake(), onProblem })
  const runs = createRuns({ database, queue, events, wake: () => supervisor.wake() })
  const looks = createLooks({ connections, syncs, destinations, redactor, program, workingDirectory: dataDirectory })

  const isSecure = options.publicUrl?.protocol === 'https:'
  // Browsers send a cookie to every port of a machine: servers beside each other have one each.
  const cookie = { name: isSecure ? '__Host-ingestr' : `ingestr-${options.port}`, isSecure }
  const sessions = createSessions(database, clock)
  const keys = createApiKeys(database, clock)
  const attempts = createAttempts(clock)
  const operator = await createOperator(database, clock)
  const assets = readAssets(new URL('assets/', built))
  const maintenance = startMaintenance({ database, clock, lease, keepDays: options.keepDays, onProblem })

  let handler: Handler | undefined
  const listener = getRequestListener(
    async (request, { incoming }) =>
      handler === undefined
        ? new Response(null, { status: 503 })
        : await handler(request, incoming.socket.remoteAddress ?? ''),
    { errorHandler: answerUnreadable },
  )
  const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5000 }
  const server = createServer(timeouts, (request, response) => void listener(request, response))
  const port = await listen(server, options).catch(async (error: unknown) => {
    // Whoever starts it elsewhere must find the folder free.
    await maintenance.stop()
    await lease.release()
    await database.destroy()
    throw error
  })
  const hosts = createOwnHosts({ address: options.address, port, publicUrl: options.publicUrl })
  const guard = createGuard({
    hosts,
    sessions,
    keys,
    attempts,
    formKey: vault.deriveKey('forms v1'),
    cookieName: cookie.name,
    openPaths: openPaths(assets),
  })
  const services: Services = {
    clock,
    connections,
    syncs,
    runs,
    events,
    looks,
    freshness: createFreshness(database),
    destinations,
    keys,
    webhooks,
    audit: createAudit(database, clock),
    metrics,
    operator,
    sessions,
    attempts,
    guard,
    allowedBaseUrls: options.allowedBaseUrls,
    unreadiness: async () => (closing.signal.aborted ? 'The server is ending.' : await maintenance.problem()),
    cookie,
    closing: closing.signal,
  }
  handler = createHandler({ services, guard, assets, version: readVersion(), redact })
  await queue.recover()
  supervisor.start()
  scheduler.start()
  webhooks.start()

  return {
    url: `http://${nameOf(options.address)}:${port}`,
    setupSecret: operator.setupSecret,
    isNewKey,
    keyFile,
    unopened,
    lost: maintenance.lost,
    async close() {
      closing.abort()
      await scheduler.stop()
      await supervisor.drain()
      await webhooks.stop()
      await maintenance.stop()
      await lease.release()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      await database.destroy()
    },
  }
}

async function listen(server: Server, { address, port }: ServerOptions): Promise<number> {
  return await new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const isName = 'syscall' in cause && cause.syscall === 'getaddrinfo'
      const flag = isName || ('code' in cause && cause.code === 'EADDRNOTAVAIL') ? '--host' : '--port'
      const message = `Nothing can listen on ${address}, port ${port}: ${cause.message}. Take another with ${flag}.`
      reject(new IngestError('ADDRESS_UNUSABLE', message, { cause }))
    })
    server.listen(port, address, () => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of a TCP server
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** Values in the URI of a destination may be secrets; which ones, only its connector knows. */
function registerUri(uri: string, add: (secret: string) => void): void {
  add(uri)
  for (const [, value = ''] of uri.matchAll(/[?&][^=&]+=([^&]+)/g)) {
    // Short values are settings, which would be found everywhere.
    if (value.length >= 12) add(decodeURIComponent(value))
  }
}

import { fileURLToPath } from 'node:url'

import {
  askServer,
  createTemporaryDirectory,
  enterServer,
  makeServerKey,
  type ServerAnswer,
  type ServerSession,
} from '@ingestr-tooling/testing'
import { afterAll, beforeAll } from 'vitest'

import type { ServerOptions } from '../../src/options.ts'
import { type RunningServer, startServer, type Surroundings } from '../../src/start-server.ts'

/** What the build made: runs are made by it, and pages ask for it. */
export const built = new URL('../../dist/', import.meta.url)
export const bin: string = fileURLToPath(new URL('../../bin/ingestr-server.js', import.meta.url))

export const password = 'a long enough password'

/** A server in this process that somebody is logged in to. */
export interface TestServer extends RunningServer, Browsing, AsyncDisposable {
  /** As a program with an admin's key. */
  api(method: string, path: string, body?: unknown): Promise<ServerAnswer>
  readonly key: string
}

/** As a browser, logged in. */
export interface Browsing {
  readonly cookie: string
  page(path: string): Promise<Response>
  post(path: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<Response>
}

export function serverOptions(dataDirectory: string, given: Partial<ServerOptions> = {}): ServerOptions {
  return {
    dataDirectory,
    address: '127.0.0.1',
    port: 0,
    publicUrl: undefined,
    keyFile: undefined,
    key: undefined,
    mostRuns: 4,
    keepDays: 90,
    allowedBaseUrls: [],
    allowedWebhookHosts: [],
    destinations: new Map(),
    ...given,
  }
}

export async function startTestServer(
  dataDirectory: string,
  given: Partial<ServerOptions> = {},
  surroundings: Partial<Surroundings> = {},
): Promise<TestServer> {
  const server = await startServer(serverOptions(dataDirectory, given), {
    built,
    tell: () => undefined,
    ...surroundings,
  })
  const session = await enterServer(server.url, { password, secret: server.setupSecret })
  const key = await makeServerKey(server.url, session)
  return {
    ...server,
    ...browse(server.url, session),
    key,
    api: (method, path, body) => askServer({ url: server.url, key }, method, path, body),
    async [Symbol.asyncDispose]() {
      await server.close()
    },
  }
}

export function browse(url: string, { cookie, formToken }: ServerSession): Browsing {
  return {
    cookie,
    page: (path) => fetch(`${url}${path}`, { redirect: 'manual', headers: { cookie, accept: 'text/html' } }),
    async post(path, fields) {
      const body = new URLSearchParams([['formToken', formToken]])
      for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value)
      return await fetch(`${url}${path}`, {
        method: 'POST',
        body,
        redirect: 'manual',
        headers: { cookie, accept: 'text/html' },
      })
    },
  }
}

/** One server for all tests of a file: given to `use` before them, closed after them. */
export function serveAll(use: (server: TestServer, dataDirectory: string) => void): void {
  let close: (() => Promise<void>) | undefined
  beforeAll(async () => {
    const folder = await createTemporaryDirectory()
    const server = await startTestServer(folder.path)
    close = async () => {
      await server.close()
      await folder[Symbol.asyncDispose]()
    }
    use(server, folder.path)
  })
  afterAll(async () => await close?.())
}

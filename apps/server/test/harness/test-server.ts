import { fileURLToPath } from 'node:url'

import type { ServerOptions } from '../../src/options.ts'
import { type RunningServer, startServer, type Surroundings } from '../../src/start-server.ts'

/** What the build made: runs are made by it, and pages ask for it. */
export const built = new URL('../../dist/', import.meta.url)
export const bin: string = fileURLToPath(new URL('../../bin/ingestr-server.js', import.meta.url))

export const password = 'a long enough password'

/** A server in this process that somebody is logged in to. */
export interface TestServer extends RunningServer, AsyncDisposable {
  readonly cookie: string
  /** As a program with an admin's key. */
  api(method: string, path: string, body?: unknown): Promise<ApiAnswer>
  /** As a browser, logged in. */
  page(path: string): Promise<Response>
  post(path: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<Response>
  readonly key: string
}

export interface ApiAnswer {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked at by tests
  readonly body: any
  readonly headers: Headers
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
  const cookie = await enter(server)
  const formToken = await readFormToken(server.url, cookie)
  const post: TestServer['post'] = async (path, fields) => {
    const body = new URLSearchParams([['formToken', formToken]])
    for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value)
    return await fetch(`${server.url}${path}`, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { cookie, accept: 'text/html' },
    })
  }
  const made = await post('/settings/keys', { name: 'test', scope: 'admin' })
  const key = /ingestr_key_[\w-]+/.exec(await made.text())?.[0] ?? ''
  return {
    ...server,
    cookie,
    key,
    api: (method, path, body) => callApi(server.url, key, method, path, body),
    page: (path) => fetch(`${server.url}${path}`, { redirect: 'manual', headers: { cookie, accept: 'text/html' } }),
    post,
    async [Symbol.asyncDispose]() {
      await server.close()
    },
  }
}

export async function callApi(
  url: string,
  key: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<ApiAnswer> {
  const headers = {
    authorization: `Bearer ${key}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const response = await fetch(`${url}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers }
}

/** Sets up where that was not done yet, else logs in; the session's cookie. */
async function enter({ url, setupSecret }: Pick<RunningServer, 'url' | 'setupSecret'>): Promise<string> {
  const body = new URLSearchParams(setupSecret === undefined ? { password } : { secret: setupSecret, password })
  const path = setupSecret === undefined ? '/login' : '/setup'
  const response = await fetch(`${url}${path}`, { method: 'POST', body, redirect: 'manual' })
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

async function readFormToken(url: string, cookie: string): Promise<string> {
  const page = await fetch(`${url}/settings`, { headers: { cookie, accept: 'text/html' } })
  return /name="formToken" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
}

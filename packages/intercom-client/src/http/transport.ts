import { Pool, type Dispatcher } from 'undici'

import { clientClosed } from '../errors.ts'
import { startDeadline } from './deadline.ts'
import { readBody } from './body.ts'
import { acceptedEncodings, decompress } from './decompress.ts'
import { describeNetworkError } from './network-error.ts'

import type { Endpoint } from '../region.ts'
import type { Failure } from './failure.ts'
import type { HttpRequest, HttpResponse, Query } from './message.ts'
import type { CallOptions } from '@ingestr/contract'

export interface TransportOptions {
  readonly endpoint: Endpoint
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
}

/** `onHeaders` hears when an answer begins. */
type SendOptions = CallOptions & { readonly onHeaders?: () => void }

/** Sends a request once, and waits for the whole body. Follows no redirect, so the token stays with its host. */
export interface Transport extends AsyncDisposable {
  send(request: HttpRequest, options?: SendOptions): Promise<HttpResponse | Failure>
}

export function createTransport(options: TransportOptions): Transport {
  const { endpoint, timeoutMs } = options
  // The deadline covers headers and body together; undici's own timers would cut slow searches short.
  const pool = new Pool(endpoint.origin, { headersTimeout: 0, bodyTimeout: 0, allowH2: false })
  const headers = { ...options.headers, 'accept-encoding': acceptedEncodings }

  return {
    async send(request, { signal, onHeaders } = {}) {
      signal?.throwIfAborted()
      if (pool.destroyed) throw clientClosed()
      using deadline = startDeadline(timeoutMs, signal)
      try {
        const response = await pool.request({ ...toDispatch(request, endpoint, headers), signal: deadline.signal })
        onHeaders?.()
        const received = await readBody(response.body)
        const encoding = firstValue(response.headers['content-encoding'])
        return toResponse(response, await decompress(received, encoding))
      } catch (error) {
        signal?.throwIfAborted()
        if (pool.destroyed) throw clientClosed()
        return describeNetworkError(error, { request, endpoint, timeoutMs, isTimeout: deadline.isOver })
      }
    },
    async [Symbol.asyncDispose]() {
      if (!pool.destroyed) await pool.destroy()
    },
  }
}

function toDispatch(
  request: HttpRequest,
  endpoint: Endpoint,
  headers: Readonly<Record<string, string>>,
): Dispatcher.RequestOptions {
  const target = { method: request.method, path: `${endpoint.path}${request.path}${printQuery(request.query)}` }
  if (request.body === undefined) return { ...target, headers }
  return { ...target, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(request.body) }
}

function printQuery(query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value))
  return parameters.size === 0 ? '' : `?${parameters.toString()}`
}

function toResponse(response: Dispatcher.ResponseData, bytes: Uint8Array): HttpResponse {
  const header = (name: string): string | undefined => firstValue(response.headers[name])
  const dateMs = Date.parse(header('date') ?? '')
  return { status: response.statusCode, header, bytes, dateMs: Number.isNaN(dateMs) ? undefined : dateMs }
}

function firstValue(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0]
}

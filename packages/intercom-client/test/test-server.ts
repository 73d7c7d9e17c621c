import { once } from 'node:events'
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'

/** A request as it arrived. */
export interface ReceivedRequest {
  /** From 1. */
  readonly number: number
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  /** The parsed JSON body; undefined where there was none. */
  readonly body: unknown
  /** The port it came from: equal for requests on one connection. */
  readonly port: number | undefined
}

/** What to answer. `break`: cut the connection before the headers or in the middle of the body, or go silent there. */
export interface Answer {
  readonly status?: number
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Uint8Array | object
  readonly break?: 'before-headers' | 'in-body' | 'silent' | 'silent-in-body'
}

export interface TestServer extends AsyncDisposable {
  readonly url: string
  readonly requests: readonly ReceivedRequest[]
}

/** A real server on loopback that answers as it is told. */
export async function startServer(answer: (request: ReceivedRequest) => Answer): Promise<TestServer> {
  const requests: ReceivedRequest[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const request = toRequest(incoming, Buffer.concat(chunks).toString('utf8'), requests.length + 1)
      requests.push(request)
      send(outgoing, answer(request))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function toRequest(incoming: IncomingMessage, body: string, number: number): ReceivedRequest {
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1')
  return {
    number,
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: body === '' ? undefined : JSON.parse(body),
    port: incoming.socket.remotePort,
  }
}

function send(outgoing: ServerResponse, answer: Answer): void {
  const { body = '', headers = {}, status = 200 } = answer
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const bytes = isRaw ? Buffer.from(body) : Buffer.from(JSON.stringify(body))
  if (answer.break === 'silent') return
  if (answer.break === 'before-headers') {
    outgoing.destroy()
    return
  }
  outgoing.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers })
  if (answer.break === undefined) {
    outgoing.end(bytes)
    return
  }
  outgoing.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
    if (answer.break === 'in-body') outgoing.destroy()
  })
}

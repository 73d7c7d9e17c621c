import { request } from 'node:http'

/** A request as nobody's client would send it: any path, any Host. */
export async function raw(
  url: string,
  options: {
    readonly method?: string
    readonly path: string
    readonly headers?: Record<string, string>
    readonly body?: string
  },
): Promise<{ readonly status: number; readonly text: string; readonly headers: NodeJS.Dict<string | string[]> }> {
  const { hostname, port } = new URL(url)
  return await new Promise((resolve, reject) => {
    const { method = 'GET', path, headers = {}, body } = options
    const sent = request({ hostname, port, method, path, headers: { connection: 'close', ...headers } }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

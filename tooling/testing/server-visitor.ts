/** What a browser has of a session at ingestr-server: its cookie, and the token that its forms send. */
export interface ServerSession {
  readonly cookie: string
  readonly formToken: string
}

/** An answer of ingestr-server's API; a body that is no JSON stays text. */
export interface ServerAnswer {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- whoever asks looks at it
  readonly body: any
  readonly headers: Headers
}

/** Sets the server at `url` up where a secret is given, else logs in. */
export async function enterServer(
  url: string,
  { password, secret }: { readonly password: string; readonly secret?: string | undefined },
): Promise<ServerSession> {
  const fields = secret === undefined ? { password } : { secret, password }
  const path = secret === undefined ? '/login' : '/setup'
  const body = new URLSearchParams(fields)
  const entered = await fetch(`${url}${path}`, { method: 'POST', body, redirect: 'manual' })
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const page = await fetch(`${url}/settings`, { headers: { cookie, accept: 'text/html' } })
  return { cookie, formToken: /name="formToken" value="([^"]+)"/.exec(await page.text())?.[1] ?? '' }
}

/** A key for all that the API does, made by the form of the settings. */
export async function makeServerKey(url: string, { cookie, formToken }: ServerSession): Promise<string> {
  const made = await fetch(`${url}/settings/keys`, {
    method: 'POST',
    body: new URLSearchParams({ formToken, name: 'test', scope: 'admin' }),
    headers: { cookie, accept: 'text/html' },
  })
  const key = /ingestr_key_[\w-]+/.exec(await made.text())?.[0]
  if (key === undefined) throw new TypeError(`${url} made no key: it answered ${made.status}`)
  return key
}

/** Asks the API. */
export async function askServer(
  { url, key }: { readonly url: string; readonly key: string },
  method: string,
  path: string,
  body?: unknown,
): Promise<ServerAnswer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers }
}

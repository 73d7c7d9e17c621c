import type { FakeIntercom } from '../src/index.ts'

/** What came back, parsed where it is JSON. */
export interface Called {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- an answer is looked at freely here
  readonly json: any
}

export interface CallOptions {
  readonly body?: unknown
  readonly headers?: { readonly [name: string]: string }
  readonly signal?: AbortSignal
}

/** A request with the right token and version, over real HTTP. */
export async function call(
  fake: FakeIntercom,
  method: string,
  path: string,
  { body, headers, signal }: CallOptions = {},
): Promise<Called> {
  const response = await fetch(fake.url + path, {
    method,
    headers: { authorization: `Bearer ${fake.token}`, 'intercom-version': '2.16', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true && text.startsWith('{')
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined }
}

/** The ids that a search finds, in order, over all of its pages. */
export async function searchIds(
  fake: FakeIntercom,
  table: 'contacts' | 'conversations',
  search: { readonly query?: unknown; readonly sort?: unknown; readonly perPage?: number },
): Promise<string[]> {
  const ids: string[] = []
  let startingAfter: string | undefined
  do {
    const pagination = { per_page: search.perPage ?? 150, starting_after: startingAfter }
    const { status, json } = await call(fake, 'POST', `/${table}/search`, {
      body: { query: search.query, sort: search.sort, pagination },
    })
    if (status !== 200) {
      throw new Error(`search was answered with ${status}`)
    }
    const records: readonly { readonly id: string }[] = json[table === 'contacts' ? 'data' : 'conversations']
    ids.push(...records.map((record) => record.id))
    startingAfter = json.pages.next?.starting_after
  } while (startingAfter !== undefined)
  return ids
}

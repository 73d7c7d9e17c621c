/** What Intercom says about a request it refused. */
export interface ErrorBody {
  readonly code?: string | undefined
  readonly message?: string | undefined
  readonly requestId?: string | undefined
}

const textLimit = 300

/** Reads `{ type: 'error.list', request_id, errors: [{ code, message }] }`; nothing where the body is something else. */
export function readErrorBody(bytes: Uint8Array, secret: string): ErrorBody {
  const body = parse(bytes)
  const first: unknown = Array.isArray(body['errors']) ? body['errors'][0] : undefined
  const error = toObject(first)
  const present = (value: unknown): string | undefined => (typeof value === 'string' ? clean(value, secret) : undefined)
  return { code: present(error['code']), message: present(error['message']), requestId: present(body['request_id']) }
}

/** ` (400 bad_request: "Per Page is too big", request 000abc)`. */
export function describeStatus(status: number, body: ErrorBody): string {
  const code = body.code === undefined ? '' : ` ${body.code}`
  const message = body.message === undefined ? '' : `: "${body.message}"`
  const request = body.requestId === undefined ? '' : `, request ${body.requestId}`
  return `${status}${code}${message}${request}`
}

/** A server may echo what it was sent; and a line must stay one line. */
function clean(text: string, secret: string): string {
  const oneLine = text.replaceAll(secret, '***').replaceAll(/[\s\p{Cc}]+/gu, ' ')
  return oneLine.length > textLimit ? `${oneLine.slice(0, textLimit)}…` : oneLine
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return toObject(value)
  } catch {
    return {}
  }
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

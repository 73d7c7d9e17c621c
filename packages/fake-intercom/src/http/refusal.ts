/** An answer that says no. Thrown by a route, and written as Intercom's `error.list`. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal'
  readonly status: number
  readonly code: string
  readonly headers: { readonly [name: string]: string }

  constructor(status: number, code: string, message: string, headers: { readonly [name: string]: string } = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export function refuse(
  status: number,
  code: string,
  message: string,
  headers: { readonly [name: string]: string } = {},
): Refusal {
  return new Refusal(status, code, message, headers)
}

/** Hash of a counter, so that ids look like the recorded ones and a run can be repeated. */
export function createRequestIds(): () => string {
  let counter = 0
  return () => {
    counter += 1
    let mixed = Math.imul(counter, 0x9e3779b1) >>> 0
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0
    return `000${counter.toString(36).padStart(6, '0')}${mixed.toString(36).padStart(11, '0')}`
  }
}

/** The body of an error (API description 2.16, line 31183; the id has 20 characters in recorded answers). */
export function errorBody(requestId: string, code: string, message: string): string {
  return JSON.stringify({ type: 'error.list', request_id: requestId, errors: [{ code, message }] })
}

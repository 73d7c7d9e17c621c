import { refuse, type Refusal } from '../http/refusal.ts'
import type { Fault } from './fault.ts'

/** Codes and messages that Intercom documents (facts, section 4). */
const documented: { readonly [status: number]: readonly [code: string, message: string] } = {
  401: ['unauthorized', 'Access Token Invalid'],
  403: ['api_plan_restricted', 'Active subscription needed.'],
  404: ['not_found', 'Resource Not Found'],
  408: ['request_timeout', 'Request Timeout'],
  429: ['rate_limit_exceeded', 'Exceeded rate limit of 167 in 10_seconds'],
  500: ['server_error', 'Request failed due to an internal network error. Please restart the scroll operation.'],
  502: ['bad_gateway', '<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>'],
  503: ['service_unavailable', 'Sorry, the API service is temporarily unavailable'],
  504: ['service_unavailable', 'Sorry, the API service took too long to answer'],
}

export function toRefusal(fault: Extract<Fault, { kind: 'status' }>): Refusal {
  const [code, message] = documented[fault.status] ?? ['client_error', `Status ${fault.status}`]
  const headers: { readonly [name: string]: string } =
    fault.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(fault.retryAfterSeconds) }
  return refuse(fault.status, fault.code ?? code, fault.message ?? message, headers)
}

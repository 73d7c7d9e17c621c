import { IngestError } from '@ingestr/contract'

import { REGIONS, type Endpoint } from '../region.ts'
import { describeStatus, readErrorBody, type ErrorBody } from './error-body.ts'
import { describeMissingRight } from './permission.ts'
import { askedWaitMs } from './retry-delay.ts'

import type { Failure } from './failure.ts'
import type { HttpRequest, HttpResponse } from './message.ts'

export interface StatusOptions {
  readonly request: HttpRequest
  readonly endpoint: Endpoint
  readonly accessToken: string
  /** What this endpoint means by a status, where that differs from the rest of the API. */
  readonly interpret?: ((status: number, body: ErrorBody, description: string) => Failure | undefined) | undefined
}

/** What a response that is no success means. */
export function describeStatusFailure(response: HttpResponse, options: StatusOptions): Failure {
  const { status } = response
  const body = readErrorBody(response.bytes, options.accessToken)
  const description = describeStatus(status, body)
  const own = options.interpret?.(status, body, description)
  if (own !== undefined) return own
  const kind = kindOf(status)
  const error = toError(status, body, description, options)
  return { kind, reason: `status ${status}`, error, waitMs: kind === 'refused' ? undefined : askedWaitMs(response) }
}

/** A refusal: no other attempt is made. */
export function refusal(status: number, error: IngestError): Failure {
  return { kind: 'refused', reason: `status ${status}`, error }
}

function kindOf(status: number): 'busy' | 'server' | 'refused' {
  if (status === 429) return 'busy'
  return status === 408 || status >= 500 ? 'server' : 'refused'
}

function toError(status: number, body: ErrorBody, description: string, options: StatusOptions): IngestError {
  const name = `${options.request.method} ${options.request.path}`
  if (status === 401) return new IngestError('UNAUTHORIZED', unauthorized(description, options.endpoint))
  if (status === 402 || status === 403) {
    const remedy = describeMissingRight(status, body.code, options.request.path)
    const message = `Intercom does not let this token use ${name} (${description}). ${remedy}.`
    return new IngestError('FORBIDDEN', message)
  }
  if (status >= 300 && status < 400) {
    const message = `${options.endpoint.host} answered ${name} with a redirect (${status}), which is not followed: the token stays with its host. Correct the base URL.`
    return new IngestError('REQUEST_REJECTED', message)
  }
  if (kindOf(status) === 'refused') {
    return new IngestError('REQUEST_REJECTED', rejected(status, name, description, options.endpoint))
  }
  const message = `${name} at ${options.endpoint.host} kept failing (${description}). Run again later.`
  return new IngestError('REQUEST_FAILED', message, { isRetryable: true })
}

function rejected(status: number, name: string, description: string, endpoint: Endpoint): string {
  const message = `${endpoint.host} rejected ${name} (${description}).`
  if (status === 431) return `${message} The access token is longer than any token is: copy it again.`
  return status === 404 ? `${message} Check the base URL (base_url): this host may not be Intercom's.` : message
}

function unauthorized(description: string, endpoint: Endpoint): string {
  const others = REGIONS.filter((region) => region !== endpoint.region).join(' or ')
  return `Intercom did not accept the access token at ${endpoint.host}, region ${endpoint.region} (${description}). Check the token, and the region: a workspace in ${others} needs that one.`
}

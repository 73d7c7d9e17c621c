import { IngestError } from '@ingestr/contract'

import { invalidResponse } from '../errors.ts'

import type { Endpoint } from '../region.ts'
import type { Failure } from './failure.ts'
import type { HttpRequest } from './message.ts'

/** No connection came about: usually a mistake in the host's name, or no network. */
const unreachableCodes = new Set(['ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'])

interface Circumstances {
  readonly request: HttpRequest
  readonly endpoint: Endpoint
  readonly timeoutMs: number
  readonly isTimeout: boolean
}

/** What an error of the network layer means. Its cause keeps the code, not the error: that may quote what was received. */
export function describeNetworkError(error: unknown, circumstances: Circumstances): Failure {
  const { endpoint, isTimeout, request, timeoutMs } = circumstances
  const code = codeOf(error)
  const name = `${request.method} ${request.path}`
  const options = { isRetryable: true, cause: code }
  if (isTimeout) {
    const message = `${name} at ${endpoint.host} was not answered within ${timeoutMs / 1000} s. Run again later.`
    return { kind: 'timeout', reason: 'no answer in time', error: new IngestError('REQUEST_FAILED', message, options) }
  }
  if (unreachableCodes.has(code) || isCertificateCode(code)) {
    const message = `${endpoint.host} could not be reached (${code}). Check the base URL, the network and its proxy.`
    return {
      kind: 'unreachable',
      reason: 'host not reached',
      error: new IngestError('REQUEST_FAILED', message, options),
    }
  }
  if (code.startsWith('Z_') || error instanceof TypeError) {
    return {
      kind: 'body',
      reason: 'body not readable',
      error: invalidResponse(name, `a body that cannot be decompressed (${code})`),
    }
  }
  const message = `The connection to ${endpoint.host} broke during ${name} (${code}). Run again later.`
  return { kind: 'network', reason: 'connection broke', error: new IngestError('REQUEST_FAILED', message, options) }
}

function codeOf(error: unknown): string {
  if (error instanceof TypeError) return 'UNKNOWN_ENCODING'
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'UNKNOWN'
}

function isCertificateCode(code: string): boolean {
  return code.includes('CERT') || code.startsWith('ERR_TLS') || code.startsWith('UNABLE_TO')
}

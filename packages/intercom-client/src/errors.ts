import { IngestError } from '@ingestr/contract'

/** `found` says what was wrong with the answer: `an empty body`. Retried by whoever asked. */
export function invalidResponse(endpoint: string, found: string): IngestError {
  return new IngestError(
    'INVALID_RESPONSE',
    `${endpoint} answered with ${found}. Nothing was taken for the end of the data; run again, and tell Intercom's support if it stays.`,
    { isRetryable: true },
  )
}

export function invalidOption(message: string): IngestError {
  return new IngestError('INVALID_OPTION', message)
}

/** What the caller can do about requests on a client that is disposed: nothing but not make them. */
export function clientClosed(): IngestError {
  return new IngestError('CLIENT_CLOSED', 'The Intercom client is disposed; create a new one.')
}

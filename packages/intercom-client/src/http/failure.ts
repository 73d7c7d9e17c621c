import type { IngestError } from '@ingestr/contract'

/**
 * Why an attempt brought nothing: the host was not reached; the connection broke; the time ran out; the body was not what
 * it must be; the server was busy (429), failed (408, 5xx), or refused the request, which no repetition will change.
 */
type FailureKind = 'unreachable' | 'network' | 'timeout' | 'body' | 'busy' | 'server' | 'refused'

/** One attempt that failed, with the error to end with if there is no other attempt. */
export interface Failure {
  readonly kind: FailureKind
  /** For progress: `ECONNRESET`, `status 503`. */
  readonly reason: string
  readonly error: IngestError
  /** How long the server asked to wait. */
  readonly waitMs?: number | undefined
}

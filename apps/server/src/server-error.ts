import { IngestError } from '@ingestr/contract'

/** HTTP statuses of errors; what is not here is 500. */
const statuses: Readonly<Record<string, number>> = {
  INVALID_REQUEST: 400,
  INVALID_ARGUMENT: 422,
  INVALID_URI: 422,
  INVALID_SCHEDULE: 422,
  INVALID_WEBHOOK: 422,
  UNKNOWN_TABLE: 422,
  UNKNOWN_DESTINATION: 422,
  LOGIN_REQUIRED: 401,
  SCOPE_MISSING: 403,
  ORIGIN_REFUSED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  HOST_REFUSED: 421,
  TOO_MANY_ATTEMPTS: 429,
  SECRET_UNREADABLE: 409,
  SECRET_MISSING: 409,
  UNAUTHORIZED: 422,
  DESTINATION_LOCKED: 409,
  RUN_CRASHED: 502,
  RUN_HUNG: 502,
  REQUEST_FAILED: 502,
  DESTINATION_UNAVAILABLE: 502,
  DESTINATION_FAILED: 502,
  FORBIDDEN: 422,
  REQUEST_REJECTED: 422,
}

export function statusOf(error: unknown): number {
  return IngestError.isInstance(error) ? (statuses[error.code] ?? 500) : 500
}

export function notFound(what: string, id: string): IngestError {
  return new IngestError('NOT_FOUND', `There is no ${what} ${shown(id)}.`)
}

/** Identifiers are short and plain; what is not may be anything. */
function shown(id: string): string {
  return /^[\w-]{1,40}$/.test(id) ? id : 'of that name'
}

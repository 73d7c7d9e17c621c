import { IngestError } from '@ingestr/contract'

/** The one error of this package. `message` must be built from names that `presentable` let through, never from values. */
export function invalidUri(message: string): IngestError {
  return new IngestError('INVALID_URI', message)
}

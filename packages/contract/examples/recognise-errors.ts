import { IngestError } from '@ingestr/contract'

/** Whether to try again, whichever installed copy of the package the error comes from. */
export function isWorthAnotherTry(error: unknown): boolean {
  return IngestError.isInstance(error) && error.isRetryable
}

import { IngestError } from '@ingestr/contract'

const longestReason = 400

/** What DuckDB said, without the hints that follow its first line; of an instance that gave up, why it did. */
export function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  const original = /has been invalidated[^]*?\nOriginal error: "(?<reason>[^\n]*)/.exec(message)?.groups?.['reason']
  const [first = ''] = (original?.replace(/"$/, '') ?? message).split('\n', 1)
  return first.slice(0, longestReason)
}

/**
 * Whether it may be the content of a page that DuckDB refused, and not memory or the disk that ran out. The kind of the error tells:
 * what follows may quote the page.
 */
export function mayBePage(cause: unknown): boolean {
  if (IngestError.isInstance(cause)) return cause.code === 'INVALID_PAGE'
  return !/^(?:out of memory|io|internal|fatal|interrupt|transactioncontext) error/i.test(reasonOf(cause))
}

/** Whether the words, those of a cause within others included, tell of memory that ran out: for what to advise, not for what to do. */
export function tellsOfMemory(text: string): boolean {
  return /out of memory|(?:failed to|could not) (?:pin|allocate)/i.test(text)
}

/** Whether DuckDB had no room for what it was given: less at a time may fit. */
export function isOutOfMemory(cause: unknown): boolean {
  if (IngestError.isInstance(cause) && cause.cause !== undefined) return isOutOfMemory(cause.cause)
  return /^(?:out of memory error|transactioncontext error: failed to commit: (?:failed to|could not) (?:pin|allocate))/i.test(
    reasonOf(cause),
  )
}

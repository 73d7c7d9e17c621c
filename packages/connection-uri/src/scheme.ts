import { invalidUri } from './invalid-uri.ts'

const schemePattern = /^([a-z][a-z0-9+.-]*):\/\//i

/**
 * The part of a connection URI before `://`, in lower case: which connector it is for.
 *
 * @throws IngestError `INVALID_URI` if there is none; the text itself is not in the message.
 */
export function schemeOf(text: string): string {
  const scheme = findScheme(text)
  if (scheme === undefined) {
    throw invalidUri(
      'A connection URI starts with a scheme and `://`, as in `duckdb:///file.duckdb`; this one does not.',
    )
  }
  return scheme
}

/** As `schemeOf`, but undefined where there is none. */
export function findScheme(text: string): string | undefined {
  return schemePattern.exec(text)?.[1]?.toLowerCase()
}

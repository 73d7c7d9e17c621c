import { decode } from './decode.ts'
import { invalidUri } from './invalid-uri.ts'
import { suggest } from './nearest.ts'
import { collectValues } from './parameters.ts'
import { presentName } from './presentable.ts'
import { schemeOf } from './scheme.ts'
import { splitUri } from './split.ts'

import type { ConnectionUri, UriParameter } from '@ingestr/contract'

/** What a connector says about its URIs; a `Connector` is one. */
export interface UriGrammar {
  readonly schemes: readonly string[]
  readonly parameters: readonly UriParameter[]
}

/**
 * Takes `scheme://location?name=value&…` apart. Percent-escapes are undone, a `+` stays a plus, aliases become the first
 * name of their parameter. Whether values make sense is for the connector to say.
 *
 * @throws IngestError `INVALID_URI` for a missing or other scheme, a `#`, a bad escape, a query piece without `=`, a
 *   parameter that is unknown or given twice. Messages hold no value, and no name that could be a misplaced secret.
 */
export function parseConnectionUri(text: string, grammar: UriGrammar): ConnectionUri {
  const scheme = schemeOf(text)
  if (!grammar.schemes.includes(scheme)) {
    throw invalidUri(`Unknown scheme ${presentName(scheme)}.${suggest(scheme, grammar.schemes)}`)
  }
  if (text.includes('#')) {
    throw invalidUri(`A \`${scheme}://\` URI has no fragment; a \`#\` inside a name or value is written \`%23\`.`)
  }
  const { location, query } = splitUri(text)
  return {
    scheme,
    location: decode(location, `What follows \`${scheme}://\``),
    values: collectValues(query, scheme, grammar.parameters),
  }
}

import type { ConnectionUri } from '@ingestr/contract'

/**
 * The text that parses to the same URI, secrets included: for handing on, never for printing. Escapes only what would
 * otherwise be read as something else; a plus is escaped too, since other tools read it as a space.
 */
export function formatConnectionUri(uri: ConnectionUri): string {
  const query = Object.entries(uri.values)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${escape(name, /[%#&=+\s\p{Cc}]/gu)}=${escape(value, /[%#&+\s\p{Cc}]/gu)}`)
  const location = escape(uri.location, /[%#?\s\p{Cc}]/gu)
  return `${uri.scheme}://${location}${query.length === 0 ? '' : `?${query.join('&')}`}`
}

function escape(text: string, special: RegExp): string {
  return text.replace(special, encodeURIComponent)
}

import { IngestError } from '@ingestr/contract'

/** Intercom's own hosts, by region: https://developers.intercom.com/docs/build-an-integration/learn-more/rest-apis */
const regionHosts: Readonly<Record<string, string>> = {
  us: 'api.intercom.io',
  eu: 'api.eu.intercom.io',
  au: 'api.au.intercom.io',
}

/** The one host that a connection's token may be sent to. */
export function hostOf(region: string, baseUrl: string | null): string {
  return baseUrl === null ? (regionHosts[region] ?? region) : new URL(baseUrl).host
}

/**
 * The URL as the operator allowed it; null for none.
 * @throws IngestError `INVALID_ARGUMENT` for any other
 */
export function checkBaseUrl(given: string | null | undefined, allowed: readonly string[]): string | null {
  if (given === null || given === undefined || given === '') return null
  const wanted = URL.canParse(given) ? new URL(given).href : undefined
  const found = allowed.find((url) => new URL(url).href === wanted)
  if (found !== undefined) return found
  throw new IngestError(
    'INVALID_ARGUMENT',
    'This base URL is not allowed: a token is sent to it. Whoever runs the server allows one with --allow-base-url.',
  )
}

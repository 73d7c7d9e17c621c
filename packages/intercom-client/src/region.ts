import { invalidOption } from './errors.ts'

const hosts = {
  us: 'https://api.intercom.io',
  eu: 'https://api.eu.intercom.io',
  au: 'https://api.au.intercom.io',
} as const

/** Where Intercom keeps the data of a workspace. */
export type IntercomRegion = keyof typeof hosts

/** Every region, the default one first. */
export const REGIONS: readonly IntercomRegion[] = ['us', 'eu', 'au']

/** Where requests go. `path` is before every path, without a slash at its end. */
export interface Endpoint {
  readonly origin: string
  readonly host: string
  readonly path: string
  readonly region: IntercomRegion
  /** Whether the token would cross a network in clear text. */
  readonly isExposed: boolean
}

/** @throws IngestError `INVALID_OPTION` for a base URL that is none, or that carries more than a place. */
export function resolveEndpoint(region: IntercomRegion, baseUrl: string = hosts[region]): Endpoint {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw invalidOption(
      'The base URL (`base_url`) must begin with `https://` or `http://` and a host, as in `http://127.0.0.1:8080`.',
    )
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw invalidOption(
      'The base URL (`base_url`) must be a scheme, a host and a path: no user, password, query or fragment.',
    )
  }
  return {
    origin: url.origin,
    host: url.host,
    path: url.pathname.replace(/\/+$/, ''),
    region,
    isExposed: url.protocol === 'http:' && !isLoopback(url.hostname),
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}

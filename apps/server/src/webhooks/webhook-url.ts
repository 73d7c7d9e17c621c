import { IngestError } from '@ingestr/contract'
import ipaddr from 'ipaddr.js'

import { isPublicAddress } from './public-address.ts'

/**
 * A URL that may be told of runs, as it is stored. Names are looked up, and their addresses checked, each time it is told.
 * @throws IngestError `INVALID_WEBHOOK`
 */
export function checkWebhookUrl(given: string, allowedHosts: readonly string[]): string {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined) throw refused('This is no URL. Write it like https://example.com/hook.')
  if (url.username !== '' || url.password !== '')
    throw refused('A URL with a password in it would be shown. Leave it out.')
  if (isAllowedHost(url, allowedHosts)) return url.href
  if (url.protocol !== 'https:')
    throw refused('Only https:// is told of runs, unless --allow-webhook-host names the host.')
  const host = url.hostname.replaceAll(/[[\]]/g, '')
  const isInside = ipaddr.isValid(host)
    ? !isPublicAddress(host)
    : !host.includes('.') || /\.(localhost|local|internal)$/.test(host)
  if (isInside)
    throw refused('That host is inside this network. Whoever runs the server allows it with --allow-webhook-host.')
  return url.href
}

export function isAllowedHost(url: URL, allowedHosts: readonly string[]): boolean {
  return (
    ['http:', 'https:'].includes(url.protocol) &&
    (allowedHosts.includes(url.host) || allowedHosts.includes(url.hostname))
  )
}

function refused(why: string): IngestError {
  return new IngestError('INVALID_WEBHOOK', why)
}

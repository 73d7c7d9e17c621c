import ipaddr from 'ipaddr.js'

/** Whether an address is one of the internet's: not of this machine, this network, or a provider's own services. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  const embedded = embeddedAddress(parsed)
  return embedded === undefined || isPublicAddress(embedded)
}

/** IPv6 addresses that a gateway turns into IPv4: `64:ff9b::/96` (RFC 6052), 6to4 and Teredo are no unicast to ipaddr.js. */
function embeddedAddress(address: ipaddr.IPv4 | ipaddr.IPv6): string | undefined {
  if (address.kind() !== 'ipv6') return undefined
  const bytes = address.toByteArray()
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0)
  const isTranslated = bytes.slice(0, 4).join('.') === '0.100.255.155'
  return isCompatible || isTranslated ? bytes.slice(12).join('.') : undefined
}

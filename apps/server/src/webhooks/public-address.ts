import ipaddr from 'ipaddr.js'

/** Whether an address is one of the internet's: not of this machine, this network, or a provider's own services. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return parsed.range() === 'unicast' && !(parsed instanceof ipaddr.IPv6 && leadsElsewhere(parsed.toByteArray()))
}

/** IPv6 that stands for an IPv4 address (::a.b.c.d, and 64:ff9b::, of RFC 6052 and RFC 8215), or for a site (fec0::/10). */
function leadsElsewhere(bytes: readonly number[]): boolean {
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0)
  const isTranslated = bytes.slice(0, 4).join('.') === '0.100.255.155'
  const isOfSite = bytes[0] === 0xfe && ((bytes[1] ?? 0) & 0xc0) === 0xc0
  return isCompatible || isTranslated || isOfSite
}

/** Names under which the server may be asked: nothing else gets an answer, so that no web page can point its own name here. */
export interface OwnHosts {
  isOwn(host: string | null): boolean
  /** Origins of the server's own pages. */
  isOwnOrigin(origin: string): boolean
}

/** Where it listens, and the URL by which a proxy is reached, if there is one. */
export interface HostOptions {
  readonly address: string
  readonly port: number
  readonly publicUrl: URL | undefined
}

export function createOwnHosts({ address, port, publicUrl }: HostOptions): OwnHosts {
  // What asks for these is on this machine: no name of somebody else's leads here by them, and a probe may ask so.
  const names = new Set(['127.0.0.1', 'localhost', '[::1]', ...(isLoopback(address) ? [nameOf(address)] : [])])
  const local = [...names].map((name) => (port === 80 ? name : `${name}:${port}`))
  const hosts = new Set([...local, ...(publicUrl === undefined ? [] : [publicUrl.host])])
  const origins = new Set([
    ...(isLoopback(address) ? local.map((host) => `http://${host}`) : []),
    ...(publicUrl === undefined ? [] : [publicUrl.origin]),
  ])
  return {
    isOwn: (host) => host !== null && hosts.has(host.toLowerCase()),
    isOwnOrigin: (origin) => origins.has(origin),
  }
}

/** An address as it stands in a URL. */
export function nameOf(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(\.\d{1,3}){3}$/.test(address)
}

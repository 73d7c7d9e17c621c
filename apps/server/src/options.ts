/** How a server is to be. */
export interface ServerOptions {
  /** Its own database, the databases that it fills, and their copies for readers. */
  readonly dataDirectory: string
  readonly address: string
  /** 0: any that is free. */
  readonly port: number
  /** Under which a proxy that speaks TLS is reached; needed to listen elsewhere than on loopback. */
  readonly publicUrl: URL | undefined
  readonly keyFile: string | undefined
  /** The key itself, from a variable. */
  readonly key: string | undefined
  /** Runs at a time. */
  readonly mostRuns: number
  /** Runs that ended longer ago are forgotten; the latest of each sync stays. */
  readonly keepDays: number
  readonly allowedBaseUrls: readonly string[]
  readonly allowedWebhookHosts: readonly string[]
  /** URIs by the names that syncs call them. */
  readonly destinations: ReadonlyMap<string, string>
}

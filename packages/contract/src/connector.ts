import type { ConnectorLooks } from './looking.ts'
import type { Runtime, Versioned } from './runtime.ts'

/**
 * One parameter in the query of a connection URI. The first name is the real one, others are aliases. The value of a
 * secret is never printed, not even when it is wrong.
 */
export type UriParameter = { readonly names: readonly string[]; readonly isSecret?: boolean; readonly help: string }

/** Values by real name; what was not given is undefined. */
export type UriValues = { readonly [name: string]: string | undefined }

/** A URI taken apart: `scheme://location?parameters`. Percent-encoding is gone, aliases are replaced by their names. */
export type ConnectionUri = { readonly scheme: string; readonly location: string; readonly values: UriValues }

/** What a package exports, as `sourceConnector` or `destinationConnector`, so that its product can be reached by URI. */
export interface Connector<Product> extends Versioned, ConnectorLooks {
  readonly schemes: readonly string[]
  readonly parameters: readonly UriParameter[]
  /** Opens nothing yet: no request, no file. Throws `INVALID_URI` for values that cannot be. */
  create(uri: ConnectionUri, runtime: Runtime): Promise<Product>
}

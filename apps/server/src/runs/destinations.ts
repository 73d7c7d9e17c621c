import { lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

import { IngestError } from '@ingestr/contract'

/** Where rows may go: databases in the data directory, by name, and what the operator names. */
export interface Destinations {
  /** The names that the operator gave. */
  readonly named: readonly string[]
  /** @throws IngestError `UNKNOWN_DESTINATION` for a name that cannot be */
  check(name: string): void
  /** Where a name leads, made ready; `publishTo` is where its readers find copies, if it can have any. */
  resolve(name: string): { readonly uri: string; readonly publishTo: string | undefined }
}

const namePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/

export function createDestinations(dataDirectory: string, named: ReadonlyMap<string, string>): Destinations {
  const databases = join(dataDirectory, 'databases')
  const published = join(dataDirectory, 'published')
  const check = (name: string): void => {
    if (namePattern.test(name)) return
    const hint = named.size === 0 ? '' : ` Or one of: ${[...named.keys()].join(', ')}.`
    throw new IngestError(
      'UNKNOWN_DESTINATION',
      `A destination is a name of small letters, digits, - and _, such as intercom.${hint}`,
    )
  }
  return {
    named: [...named.keys()],
    check,
    resolve(name) {
      check(name)
      const uri = named.get(name)
      if (uri !== undefined) return { uri, publishTo: undefined }
      for (const folder of [databases, published]) mkdirSync(folder, { recursive: true, mode: 0o700 })
      const file = join(realpathSync(databases), `${name}.duckdb`)
      refuseLink(file)
      const encoded = file.split('/').map(encodeURIComponent).join('/')
      return { uri: `duckdb:///${encoded}`, publishTo: join(realpathSync(published), `${name}.duckdb`) }
    },
  }
}

/** A link would lead out of the data directory. */
function refuseLink(file: string): void {
  const stats = lstatSync(file, { throwIfNoEntry: false })
  if (stats === undefined || stats.isFile()) return
  throw new IngestError(
    'UNKNOWN_DESTINATION',
    `${file} is not a plain file. Move it away, or name another destination.`,
  )
}

import { isAbsolute, resolve } from 'node:path'

import { IngestError } from '@ingestr/contract'

/** DuckDB's own name for a database that lives in memory and is gone with its instance. */
export const memoryPath = ':memory:'

/**
 * The file that a `duckdb://` URI names, as an absolute path, or `:memory:`. `location` is what follows `duckdb://`:
 * nothing, `:memory:` and `/:memory:` are memory; `//abs/x.db` is absolute, and so is `/abs/dir/x.db` with two or more
 * segments; `/x.db`, `/./dir/x.db`, `/../x.db` and `dir/x.db` are relative to `workingDirectory`. Throws `INVALID_URI`
 * where no file is named, and for what looks like another URI, which may hold a token.
 */
export function resolveDatabasePath(location: string, workingDirectory: string): string {
  if (location === '' || location === memoryPath || location === `/${memoryPath}`) return memoryPath
  if (/:\/\/|(access|oauth)_token=/i.test(location)) {
    throw invalidLocation('What follows duckdb:// looks like a URI or a token, not like the path of a file.')
  }
  if (/\p{Cc}/u.test(location))
    throw invalidLocation('The path of the file holds a line break or another control character.')
  if (/^\/*~/.test(location)) throw invalidLocation('A ~ is not taken for the home folder here.')
  if (/(^|\/)_ingestr(\.[^/]*)?$/i.test(location)) {
    throw invalidLocation('A file may not be called _ingestr: that is the schema of what ingestr remembers.')
  }
  if (location.endsWith('/') || location.startsWith(memoryPath)) {
    throw invalidLocation(`${isPresentable(location) ? `duckdb://${location}` : 'The destination'} names no file.`)
  }
  if (location.startsWith('//')) return resolve(location.replace(/^\/+/, '/'))
  if (!location.startsWith('/')) return resolve(workingDirectory, location)
  const rest = location.slice(1)
  const isRelative = !rest.includes('/') || /^\.\.?\//.test(rest)
  return isRelative && !isAbsolute(rest) ? resolve(workingDirectory, rest) : resolve(location)
}

/** Whether a location may be shown: one with an equals sign, or the name of a parameter, may hold a token. */
function isPresentable(location: string): boolean {
  return !/=|_token/i.test(location)
}

function invalidLocation(what: string): IngestError {
  return new IngestError(
    'INVALID_URI',
    `${what} Write duckdb:///name.duckdb for a file in the working directory, ` +
      'duckdb:////folder/name.duckdb for an absolute path, or duckdb://:memory:.',
  )
}

import {
  IngestError,
  type Connector,
  type StatefulDestination,
  type UriParameter,
  type UriValues,
} from '@ingestr/contract'

import { resolveDatabasePath } from './database-path.ts'
import { createDuckdbDestination } from './destination.ts'
import { readDuration } from './duration.ts'
import { lockTimeoutProblem, memoryProblem, threadsProblem } from './limits.ts'

const parameters: readonly UriParameter[] = [
  {
    names: ['memory_limit'],
    help: 'How much memory DuckDB may use, such as 2GB; when left out 160MB with one thread, 200MB with two, and more for work that needs it',
  },
  {
    names: ['threads'],
    help: 'How many threads DuckDB may use; one for every two cores, but at most four, when left out',
  },
  {
    names: ['lock_timeout'],
    help: 'How long to wait for a file that another process has open: 30s, 10m, 1h; not at all when left out',
  },
]

/**
 * `duckdb://` URIs. Throws `INVALID_URI` for a location that names no file and for values that cannot be, and does not show
 * them: one may be a token in the wrong place.
 */
export const destinationConnector: Connector<StatefulDestination> = {
  specificationVersion: 'v1',
  schemes: ['duckdb'],
  parameters,
  async create(uri, { clock, report, workingDirectory }) {
    return createDuckdbDestination({
      path: resolveDatabasePath(uri.location, workingDirectory),
      memoryLimit: read(uri.values, 'memory_limit', (text) => text, memoryProblem),
      threads: read(uri.values, 'threads', Number, threadsProblem),
      lockTimeoutMs: read(uri.values, 'lock_timeout', readDuration, lockTimeoutProblem),
      clock,
      report,
    })
  },
}

/** Undefined where the parameter is not given. */
function read<Value>(
  values: UriValues,
  name: string,
  parse: (text: string) => Value,
  problemOf: (value: Value) => string | undefined,
): Value | undefined {
  const text = values[name]
  if (text === undefined) return undefined
  const value = parse(text)
  const problem = text === '' ? 'is empty. Leave it out, or give it a value.' : problemOf(value)
  if (problem === undefined) return value
  // A long or odd value may be a token in the wrong place.
  const shown = /^-?\d{0,9}(?:\.\d{1,3})? ?[a-z]{0,4}$/i.test(text) ? text : '…'
  throw new IngestError('INVALID_URI', `${name}=${shown} ${problem}`)
}

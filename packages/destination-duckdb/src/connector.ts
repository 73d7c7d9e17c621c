import { IngestError, type Connector, type Destination, type UriValues } from '@ingestr/contract'

import { resolveDatabasePath } from './database-path.ts'
import { createDuckdbDestination } from './destination.ts'

/** `duckdb://` URIs. Throws `INVALID_URI` for a location that names no file and for values that cannot be, and does not show them: one may be a token in the wrong place. */
export const destinationConnector: Connector<Destination> = {
  specificationVersion: 'v1',
  schemes: ['duckdb'],
  parameters: [
    { names: ['memory_limit'], help: 'How much memory DuckDB may use, such as 2GB; 80% of the machine when left out' },
    { names: ['threads'], help: 'How many threads DuckDB may use; one for each core when left out' },
  ],
  async create(uri, runtime) {
    return createDuckdbDestination({
      path: resolveDatabasePath(uri.location, runtime.workingDirectory),
      memoryLimit: memoryLimit(uri.values),
      threads: threads(uri.values),
    })
  },
}

function memoryLimit(values: UriValues): string | undefined {
  const value = values['memory_limit']
  if (value === undefined || /^\d+(\.\d+)? ?([KMGT]i?B)$/i.test(value)) return value
  throw new IngestError('INVALID_URI', 'The value of memory_limit is no amount of memory. Write it like 512MB or 2GB.')
}

function threads(values: UriValues): number | undefined {
  const value = values['threads']
  if (value === undefined) return undefined
  const count = Number(value)
  if (Number.isSafeInteger(count) && count > 0 && count <= 1024) return count
  throw new IngestError('INVALID_URI', 'The value of threads is no number of threads. Write it like 4.')
}

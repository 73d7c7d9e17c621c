import { IngestError } from '@ingestr/contract'
import type { TableFailure, TableResult } from '@ingestr/ingest'
import type { DescribedFailure } from '@ingestr/ingest/telling'

import { describeCommandFailure } from './failure.ts'

/** What concerns the token and not one table: told once, although each table meets it at another place. */
const sharedCodes: ReadonlySet<string> = new Set(['UNAUTHORIZED'])

/** One line for each failure, with the tables that have it in common. */
export function describeFailures(
  results: readonly TableResult[],
): ReadonlyArray<Pick<DescribedFailure, 'code' | 'message'>> {
  const failures = results.filter((result): result is TableFailure => result.status === 'failed')
  const groups = Map.groupBy(failures, keyOf)
  return Array.from(groups.values(), (group) => {
    const tables = group.map(({ table }) => table).join(', ')
    const { code, message } = describeCommandFailure(group[0]?.error)
    return { code, message: `${tables}: ${message}` }
  })
}

function keyOf({ error }: TableFailure): string {
  return IngestError.isInstance(error) && sharedCodes.has(error.code)
    ? error.code
    : describeCommandFailure(error).message
}

import { IngestError } from '@ingestr/contract'

import type { Breach } from './schema-contract.ts'
import type { TablePlan } from './table-plan.ts'

const shownColumns = 5
const shownLength = 60

/** What a frozen table was to become, column by column, without a value in it: those may be anybody's. */
export function frozenError(table: string, breaches: readonly Breach[], widened: TablePlan): IngestError {
  const changes = breaches.slice(0, shownColumns).map((breach) => describe(breach, widened))
  const more = breaches.length - changes.length
  const list = [...changes, ...(more > 0 ? [`${more} more columns`] : [])].join('; ')
  return new IngestError(
    'SCHEMA_FROZEN',
    `${table} is frozen (--schema-contract freeze), and what came does not fit it: ${list}. Nothing of this commit was kept. ` +
      'Let the table change in one run with --schema-contract evolve, or leave out what does not fit with discard_row or discard_value.',
  )
}

function describe({ column, isUnknown, rows }: Breach, widened: TablePlan): string {
  const name = column.name.length > shownLength ? `${column.name.slice(0, shownLength)}…` : column.name
  const bringers = rows === 1 ? 'one row brings' : `${rows} rows bring`
  if (isUnknown) return `it has no column ${name}, which ${bringers} (${column.type})`
  const wider = widened.columns.find((each) => each.name === column.name)?.type ?? 'VARCHAR'
  return `${name} is ${column.type}, and ${bringers} what needs ${wider}`
}

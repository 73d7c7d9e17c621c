import type { CallOptions } from '@ingestr/contract'

import { castCell } from './cell.ts'
import { inferredTypes } from './column-type.ts'
import { quoteName } from './identifier.ts'
import type { Session } from './session.ts'
import { countRows, type StageScope } from './stage-scope.ts'
import type { StagedColumn } from './staged-column.ts'
import { typeOfForms, unclear, type ValueForms } from './value-forms.ts'

/** The narrowest types for unknown columns; undefined for one whose cells are all null. Where `forms` tell, nothing is read. */
export async function inferTypes(
  session: Session,
  scope: StageScope,
  { columns, forms }: { readonly columns: readonly StagedColumn[]; readonly forms: ValueForms | undefined },
  options: CallOptions,
): Promise<ReadonlyArray<string | undefined>> {
  const told = columns.map(({ name }) => (forms === undefined ? unclear : typeOfForms(forms.get(name) ?? 0)))
  const asked = columns.filter((_, index) => told[index] === unclear)
  const found = await lookUpTypes(session, scope, asked, options)
  return columns.map((column, index) => (told[index] === unclear ? found[asked.indexOf(column)] : told[index]))
}

async function lookUpTypes(
  session: Session,
  scope: StageScope,
  columns: readonly StagedColumn[],
  options: CallOptions,
): Promise<ReadonlyArray<string | undefined>> {
  if (columns.length === 0) return []
  const counts = columns.flatMap((column) => {
    const fits = inferredTypes.map((type) => `(${inferredCell(column, type)}) IS NOT NULL`)
    return ['true', ...fits].map(
      (condition) => `count(*) FILTER (${quoteName(column.cell)} IS NOT NULL AND ${condition})`,
    )
  })
  const found = await countRows(session, scope, counts, options)
  const width = inferredTypes.length + 1
  return columns.map((_, index) => {
    const [total = 0, ...fitting] = found.slice(index * width, (index + 1) * width)
    return total === 0 ? undefined : inferredTypes[fitting.indexOf(total)]
  })
}

/** Only lists and objects make a JSON column. */
function inferredCell(column: StagedColumn, type: string): string {
  const cell = castCell(column, type)
  return type === 'JSON' ? `CASE WHEN json_type(${cell}) IN ('ARRAY', 'OBJECT') THEN ${cell} END` : cell
}

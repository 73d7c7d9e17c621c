import type { CallOptions, SchemaChange, TableDefinition } from '@ingestr/contract'

import { bookkeepingColumns, isBookkeeping } from './bookkeeping.ts'
import { nameColumns } from './column-names.ts'
import { columnTypes, isOwnType } from './column-type.ts'
import { foldName } from './identifier.ts'
import { inferTypes } from './infer-types.ts'
import type { Session } from './session.ts'
import type { StageScope } from './stage-scope.ts'
import type { StagedColumn } from './staged-column.ts'
import { findColumn, type StoredTable } from './stored-table.ts'
import type { ValueForms } from './value-forms.ts'

/** A column as the table will have it. `source` is where its values come from; undefined: bookkeeping, or not filled. */
export type PlannedColumn = {
  readonly name: string
  readonly type: string
  readonly source: StagedColumn | undefined
  /** The type it has now; undefined: it is to be added. */
  readonly from: string | undefined
}

/** What a table must look like to take what is staged. */
export type TablePlan = { readonly exists: boolean; readonly columns: readonly PlannedColumn[] }

type PlanOptions = CallOptions & {
  readonly session: Session
  readonly scope: StageScope
  readonly staged: readonly StagedColumn[]
  /** What is in unknown columns, where that is known without looking into the scope. */
  readonly forms: ValueForms | undefined
  readonly definition: Pick<TableDefinition, 'naming'>
  /** The table that takes the rows, as it is. */
  readonly stored: StoredTable | undefined
  /** For a new table: one whose foreign types and bookkeeping it takes over. */
  readonly model: StoredTable | undefined
  /** Whether a new table is to have every column and type of the model. */
  readonly keepsModel: boolean
}

/** Existing columns keep their type; new ones follow in order of declaration, then arrival. */
export async function planTable(options: PlanOptions): Promise<TablePlan> {
  const { stored, model, keepsModel } = options
  const planned = await takenColumns(options)
  const shape = stored ?? (keepsModel ? model : undefined)
  if (shape === undefined) return { exists: false, columns: [...planned, ...ownBookkeeping(planned, model)] }
  const byName = new Map(planned.map((column) => [foldName(column.name), column]))
  const kept = shape.columns.map(({ name, type }): PlannedColumn => {
    const from = stored === undefined ? undefined : type
    return byName.get(foldName(name)) ?? { name, type, source: undefined, from }
  })
  const added = planned.filter((column) => findColumn(shape, column.name) === undefined)
  const missing = ownBookkeeping([...kept, ...added], undefined)
  return { exists: stored !== undefined, columns: [...kept, ...added, ...missing] }
}

/** Every declared column, and each unknown one that is in the table already or brought a value. */
async function takenColumns(options: PlanOptions): Promise<readonly PlannedColumn[]> {
  const { session, scope, staged, stored, model, definition } = options
  const tables = [model, stored].flatMap((table) => table ?? [])
  const names = nameColumns(staged, tables, definition.naming)
  const named = staged.map((source) => {
    const name = names.get(source) ?? source.name
    const from = stored === undefined ? undefined : findColumn(stored, name)?.type
    const kept = options.keepsModel && model !== undefined ? findColumn(model, name)?.type : undefined
    return { source, name, from, fixed: from ?? kept }
  })
  const unknown = named.flatMap(({ source, fixed }) =>
    source.type === undefined && fixed === undefined ? [source] : [],
  )
  const inferred = await inferTypes(session, scope, { columns: unknown, forms: options.forms }, options)
  return named.flatMap(({ source, name, from, fixed }): PlannedColumn[] => {
    const arrived = source.type === undefined ? inferred[unknown.indexOf(source)] : undefined
    const declared = source.type === undefined ? undefined : declaredType(source.type, source, model)
    const type = fixed ?? arrived ?? declared
    return type === undefined ? [] : [{ name, type, source, from }]
  })
}

function declaredType(type: keyof typeof columnTypes, source: StagedColumn, model: StoredTable | undefined): string {
  if (source.wished !== undefined) return source.wished
  const before = model === undefined ? undefined : findColumn(model, source.name)?.type
  return before !== undefined && !isOwnType(before, type) ? before : columnTypes[type]
}

/** The bookkeeping columns that are not there yet: another tool's, if the model has them, and ours. */
function ownBookkeeping(columns: readonly PlannedColumn[], model: StoredTable | undefined): PlannedColumn[] {
  const names = new Set(columns.map((column) => foldName(column.name)))
  const foreign = (model?.columns ?? []).filter(({ name }) => isBookkeeping(name))
  const own = bookkeepingColumns.filter(({ name }) => !foreign.some((column) => foldName(column.name) === name))
  return [...foreign, ...own]
    .filter(({ name }) => !names.has(foldName(name)))
    .map(({ name, type }) => ({ name, type, source: undefined, from: undefined }))
}

/** What the plan changes, as `schema.table.column`. In a new table only what was neither declared nor asked for is news. */
export function schemaChanges(plan: TablePlan, table: string): SchemaChange[] {
  return plan.columns.flatMap(({ name, type, source, from }): SchemaChange[] => {
    const column = `${table}.${name}`
    if (source === undefined || from === type) return []
    if (from !== undefined) return [{ column, from, to: type }]
    if (plan.exists || source.type === undefined) return [{ column, from: null, to: type }]
    const declared = source.wished ?? columnTypes[source.type]
    return declared === type ? [] : [{ column, from: declared, to: type }]
  })
}

import type { TableDefinition, TableName } from '@ingestr/contract'

import { bookkeepingColumns } from './bookkeeping.ts'
import { castStored } from './cast-stored.ts'
import { foldName, quoteName, quoteTable, quoteText } from './identifier.ts'
import { commentOnKey } from './key-comment.ts'
import type { Session } from './session.ts'
import type { StoredTable } from './stored-table.ts'
import type { PlannedColumn, TablePlan } from './table-plan.ts'

/** Makes or changes `table` as planned, with comments on what is new, before the next statement of the transaction. */
export function applyPlan(session: Session, table: TableName, plan: TablePlan, definition: TableDefinition): void {
  const name = quoteTable(session.catalog, table)
  const added = plan.columns.filter((column) => column.from === undefined)
  const changes = plan.exists ? alterations(name, plan) : creation(session.catalog, table, plan, definition)
  for (const statement of [...changes, ...columnComments(name, added)]) session.soon(statement)
}

/** Gives `table` the comments that `before` has, before the next statement of the transaction. */
export function copyComments(
  session: Session,
  table: TableName,
  before: StoredTable,
  columns: readonly { readonly name: string }[],
): void {
  const name = quoteTable(session.catalog, table)
  if (before.comment !== '') session.soon(`COMMENT ON TABLE ${name} IS ${quoteText(before.comment)}`)
  const names = new Set(columns.map((column) => foldName(column.name)))
  for (const { name: column, comment } of before.columns) {
    if (comment === '' || !names.has(foldName(column))) continue
    session.soon(`COMMENT ON COLUMN ${name}.${quoteName(column)} IS ${quoteText(comment)}`)
  }
}

function alterations(name: string, plan: TablePlan): string[] {
  return plan.columns.flatMap((column) => {
    const { from, type } = column
    const quoted = quoteName(column.name)
    if (from === undefined) return [`ALTER TABLE ${name} ADD COLUMN ${quoted} ${type}`]
    if (from === type) return []
    return [`ALTER TABLE ${name} ALTER COLUMN ${quoted} TYPE ${type} USING ${castStored(quoted, from, type)}`]
  })
}

function creation(catalog: string, table: TableName, plan: TablePlan, definition: TableDefinition): string[] {
  const name = quoteTable(catalog, table)
  const columns = plan.columns.map((column) => `${quoteName(column.name)} ${column.type}`)
  const comment = definition.description
  return [
    ...(table.schema === undefined
      ? []
      : [`CREATE SCHEMA IF NOT EXISTS ${quoteName(catalog)}.${quoteName(table.schema)}`]),
    `CREATE TABLE ${name} (${columns.join(', ')})`,
    ...(comment === undefined ? [] : [`COMMENT ON TABLE ${name} IS ${quoteText(comment)}`]),
  ]
}

function columnComments(name: string, columns: readonly PlannedColumn[]): string[] {
  return columns.flatMap((column) => {
    const own = bookkeepingColumns.find((bookkeeping) => bookkeeping.name === foldName(column.name))
    const description = column.source?.description ?? own?.description ?? keyComment(column)
    if (description === undefined) return []
    return [`COMMENT ON COLUMN ${name}.${quoteName(column.name)} IS ${quoteText(description)}`]
  })
}

/** Of a column of an unknown key, so that no other key that is spelled alike takes it. */
function keyComment({ source }: PlannedColumn): string | undefined {
  return source === undefined || source.type !== undefined ? undefined : commentOnKey(source.name)
}

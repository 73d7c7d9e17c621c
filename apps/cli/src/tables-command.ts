import { IngestError, type Column, type TableDefinition } from '@ingestr/contract'

import { alignColumns } from './align-columns.ts'
import { quote } from './quote.ts'
import type { Terminal } from './terminal.ts'

/** What `ingestr tables` was asked for. */
export type TablesSettings = {
  /** Undefined for all of them, without their columns. */
  readonly table: string | undefined
  readonly json: boolean
}

/**
 * Prints what tables there are, or the columns of one.
 * @param width of the terminal that reads it; undefined where none does
 */
export async function runTables(
  { table, json }: TablesSettings,
  terminal: Terminal,
  width: number | undefined,
): Promise<void> {
  const { listTables } = await import('@ingestr/ingest')
  const tables = await listTables()
  const chosen = table === undefined ? undefined : findTable(tables, table)
  if (json) terminal.print(JSON.stringify(chosen === undefined ? tables.map(asJson) : asJson(chosen), null, 2))
  else terminal.print(chosen === undefined ? describeTables(tables, width) : describeTable(chosen))
}

function findTable(tables: readonly TableDefinition[], name: string): TableDefinition {
  const found = tables.find((each) => each.name === name)
  if (found !== undefined) return found
  const known = tables.map((each) => each.name).join(', ')
  throw new IngestError('UNKNOWN_TABLE', `${quote(name)} is no table. The tables are: ${known}.`)
}

const heads = ['TABLE', 'STRATEGY', 'KEY', 'VERSION', 'COLUMNS', 'ENDPOINT']
const versionAt = heads.indexOf('VERSION')

/** A list where it fits; else without what is in the columns of each table anyway, or two short lines for each. */
export function describeTables(tables: readonly TableDefinition[], width: number | undefined): string {
  const rows = tables.map((table) => [
    table.name,
    table.strategy,
    table.primaryKey.join(', '),
    table.versionColumn ?? '-',
    String(table.columns.length),
    table.endpoint ?? '-',
  ])
  const list = [heads, ...rows]
  const lists = [list, list.map((cells) => cells.toSpliced(versionAt, 1))].map(alignColumns)
  const fits = (text: string): boolean => text.split('\n').every((line) => line.length <= (width ?? Infinity))
  return lists.find(fits) ?? tables.map(describeShortly).join('\n')
}

function describeShortly({ name, strategy, primaryKey, columns, endpoint }: TableDefinition): string {
  return `${name}: ${strategy} on ${primaryKey.join(', ')}, ${columns.length} columns\n  ${endpoint ?? '-'}`
}

function describeTable(table: TableDefinition): string {
  const version = table.versionColumn === undefined ? '' : `, the newest ${table.versionColumn} wins`
  const head = [
    `${table.name}: ${table.description ?? ''}`,
    `${table.strategy} on ${table.primaryKey.join(', ')}${version}; ${table.endpoint ?? ''}`,
    '',
  ]
  const rows = table.columns.map((column) => [column.name, column.type, column.path.join('.')])
  return [...head, alignColumns([['COLUMN', 'TYPE', 'FIELD'], ...rows])].join('\n')
}

function asJson({ name, description, strategy, primaryKey, versionColumn, endpoint, columns }: TableDefinition) {
  return { name, description, strategy, primaryKey, versionColumn, endpoint, columns: columns.map(columnAsJson) }
}

function columnAsJson({ name, type, path, description }: Column) {
  return { name, type, path, description }
}

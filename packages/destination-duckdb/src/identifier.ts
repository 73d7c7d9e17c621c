import type { TableName } from '@ingestr/contract'

/** DuckDB's schema for tables whose name has none. */
export const defaultSchema = 'main'

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** `"catalog"."schema"."table"`, for use in a statement. */
export function quoteTable(catalog: string, table: TableName): string {
  return [catalog, table.schema ?? defaultSchema, table.name].map(quoteName).join('.')
}

/** `schema.table`, for people. */
export function printTable(table: TableName): string {
  return `${table.schema ?? defaultSchema}.${table.name}`
}

/** DuckDB compares names of tables and columns without regard to case. */
export function foldName(name: string): string {
  return name.toLowerCase()
}

/** The same text for every way to write the name of one table; a name that holds a dot is quoted. */
export function canonicalName(table: TableName): string {
  return [table.schema ?? defaultSchema, table.name].map((part) => quoteWhereNeeded(foldName(part))).join('.')
}

function quoteWhereNeeded(name: string): string {
  return /[."]/.test(name) ? quoteName(name) : name
}

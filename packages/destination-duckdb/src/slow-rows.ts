import type { TableDefinition, Value } from '@ingestr/contract'
import { createPage } from '@ingestr/records'

import type { StagedColumn } from './staged-column.ts'

/** A record as the reference reads it: the text of each cell by column name. */
export type SlowRow = ReadonlyMap<string, string | null>

/** Reads a page that DuckDB refuses; throws `INVALID_PAGE` where even the reference finds no records. */
export function readSlowRows(
  body: Uint8Array,
  definition: TableDefinition,
  columnOf: (name: string) => Pick<StagedColumn, 'form'>,
): SlowRow[] {
  return Array.from(createPage(body).rows(definition), (row) => {
    const cells = Object.entries(row).map(([name, value]): [string, string | null] => {
      const isText = columnOf(name).form === 'text'
      return [name, isText ? textCell(value) : jsonCell(value)]
    })
    return new Map(cells)
  })
}

function textCell(value: Value): string | null {
  if (value === null || typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? value.json : token(value)
}

function jsonCell(value: Value): string | null {
  if (value === null) return null
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  return typeof value === 'object' ? value.json : token(value)
}

/** As DuckDB writes what it reads: a number that came with a fraction or an exponent does not become an integer. */
function token(value: boolean | bigint | number): string {
  if (typeof value === 'number' && Number.isInteger(value)) return JSON.stringify(value).replace(/^-?\d+$/, '$&.0')
  return String(value)
}

import { DuckDBInstance } from '@duckdb/node-api'
import type { TableDefinition } from '@ingestr/contract'

import { Digits, type Exact, isRecord, isSameJson, isSameNumber, parseExactly } from './exact-json.ts'

interface StoredColumn {
  readonly name: string
  readonly type: string
}

/** A loaded table as DuckDB itself tells it, values as text, times as unix seconds. */
export interface StoredTable {
  readonly columns: readonly StoredColumn[]
  readonly rows: ReadonlyArray<Readonly<Record<string, string | null>>>
}

/** Reads a table, nothing where there is none, with an instance of its own, past the destination under test. */
export async function readTable(path: string, schema: string, table: string): Promise<StoredTable> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  try {
    await connection.run("set TimeZone = 'UTC'")
    const described = await connection.runAndReadAll(
      'select column_name, data_type from information_schema.columns where table_schema = ? and table_name = ? order by ordinal_position',
      [schema, table],
    )
    const columns = described.getRowsJson().map(([name, type]) => ({ name: String(name), type: String(type) }))
    if (columns.length === 0) return { columns, rows: [] }
    const selected = columns.map(({ name, type }) => {
      const quoted = `"${name.replaceAll('"', '""')}"`
      const text = `cast(${type.startsWith('TIMESTAMP') ? `epoch_us(${quoted}) / 1e6` : quoted} as varchar)`
      // The client drops a byte order mark at the start of a text, which a letter in front prevents.
      return `'=' || ${text} as ${quoted}`
    })
    const [[catalog = ''] = []] = (await connection.runAndReadAll('select current_database()')).getRowsJson()
    // A file and a schema of one name make a name of two parts ambiguous.
    const place = [String(catalog), schema, table].map((part) => `"${part}"`).join('.')
    const result = await connection.runAndReadAll(`select ${selected.join(', ')} from ${place}`)
    const rows = result
      .getRowObjectsJson()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, text]) => [name, typeof text === 'string' ? text.slice(1) : null]),
        ),
      )
    return { columns, rows }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/**
 * Every difference between a stored table and the records that the API has, as sentences; none when each value of each
 * record is in its column, and every other cell is null. Written without the code that loads.
 */
export function differences(
  stored: StoredTable,
  records: readonly string[],
  table: TableDefinition,
): readonly string[] {
  const found: string[] = []
  if (stored.rows.length !== records.length) found.push(`${stored.rows.length} rows for ${records.length} records`)
  const key = table.primaryKey.includes('id') ? 'id' : undefined
  const rest = [...stored.rows]
  const known = new Set(stored.columns.map((column) => column.name))
  for (const text of records) {
    const expected = expectedCells(parseExactly(text), table, known)
    const index = rest.findIndex((row) =>
      key === undefined ? rowDifferences(row, expected, stored).length === 0 : row[key] === keyText(expected.get(key)),
    )
    const [row] = index === -1 ? [] : rest.splice(index, 1)
    if (row === undefined) found.push(`no row for ${text.slice(0, 200)}`)
    else found.push(...rowDifferences(row, expected, stored).map((each) => `${row['id'] ?? ''}: ${each}`))
    if (found.length > 20) break
  }
  return found
}

function keyText(value: Exact | undefined): string | undefined {
  return value instanceof Digits ? value.text : String(value)
}

/**
 * Where each value of a record belongs, by column name: declared paths first, unknown keys by their joined path, or where
 * the table has no such column by the same in small letters and underscores.
 */
function expectedCells(record: Exact, table: TableDefinition, known: ReadonlySet<string>): Map<string, Exact> {
  const names = new Map(table.columns.map((column) => [JSON.stringify(column.path), column.name]))
  const flattened = new Set(
    table.columns.flatMap(({ path }) => path.slice(0, -1).map((_, depth) => JSON.stringify(path.slice(0, depth + 1)))),
  )
  const cells = new Map<string, Exact>()
  const visit = (value: Exact, path: readonly string[]): void => {
    const place = JSON.stringify(path)
    if (isRecord(value) && (path.length === 0 || flattened.has(place))) {
      for (const [key, child] of Object.entries(value)) visit(child, [...path, key])
    } else if (value !== null) {
      const joined = path.join('_')
      cells.set(names.get(place) ?? (known.has(joined) ? joined : joined.toLowerCase().replaceAll(' ', '_')), value)
    }
  }
  visit(record, [])
  return cells
}

function rowDifferences(
  row: Readonly<Record<string, string | null>>,
  expected: ReadonlyMap<string, Exact>,
  stored: StoredTable,
): readonly string[] {
  const found: string[] = []
  const known = new Set(stored.columns.map((column) => column.name))
  for (const name of expected.keys()) if (!known.has(name)) found.push(`no column ${name}`)
  for (const { name, type } of stored.columns) {
    if (name.startsWith('_ingestr_')) continue
    const cell = row[name] ?? null
    const value = expected.get(name)
    if (!isSameCell(cell, value, type)) found.push(`${name} (${type}) is ${cell}, not ${JSON.stringify(value)}`)
  }
  return found
}

function isSameCell(cell: string | null, value: Exact | undefined, type: string): boolean {
  if (cell === null || value === undefined) return cell === null && value === undefined
  if (type === 'JSON') return isSameJson(parseExactly(cell), value)
  if (value instanceof Digits) return isSameNumber(cell, value.text)
  if (typeof value === 'boolean') return cell === String(value)
  if (typeof value === 'string') return cell === value
  return isSameJson(parseExactly(cell), value)
}

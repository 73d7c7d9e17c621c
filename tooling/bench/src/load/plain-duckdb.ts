import { closeSync, openSync, writeSync } from 'node:fs'

import { DuckDBInstance } from '@duckdb/node-api'

import { measure, peakMegabytes, type Cost } from '../measure.ts'
import { contactsTable } from './contacts.ts'
import { readPages } from './pages.ts'

/** What DuckDB alone takes, told the types beforehand, to read the records into a table of a file, checkpoint included. */
export type PlainLoad = Cost & { readonly peakMegabytes: number }

const types = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  double: 'DOUBLE',
  text: 'VARCHAR',
  timestamp: 'BIGINT',
  json: 'JSON',
} as const

function writeRecords(pages: string, path: string): void {
  const file = openSync(path, 'w')
  for (const page of readPages(pages)) {
    const { data }: { readonly data: readonly unknown[] } = JSON.parse(page.toString())
    writeSync(file, data.map((record) => `${JSON.stringify(record)}\n`).join(''))
  }
  closeSync(file)
}

/** `CREATE TABLE` from records, one a line. What may be an object or not is left as it is, or DuckDB would refuse it. */
function creation(path: string): string {
  const read = new Map<string, string[]>()
  const cells: string[] = []
  for (const column of contactsTable().columns) {
    const [key = '', inner] = column.path
    if (key === 'avatar') continue
    const type = types[column.type]
    read.set(key, [...(read.get(key) ?? []), inner === undefined ? type : `"${inner}" ${type}`])
    const value = inner === undefined ? `"${key}"` : `"${key}"['${inner}']`
    cells.push(`${column.type === 'timestamp' ? `make_timestamptz(${value} * 1000000)` : value} AS "${column.name}"`)
  }
  const columns = Array.from(read, ([key, found]) => {
    const [type = ''] = found
    return `"${key}": '${type.startsWith('"') ? `STRUCT(${found.join(', ')})` : type}'`
  })
  const options = `format = 'newline_delimited', records = 'true', columns = {avatar: 'JSON', ${columns.join(', ')}}`
  return `CREATE TABLE contacts AS SELECT ${cells.join(', ')}, avatar FROM read_json('${path}', ${options})`
}

async function loadPlainly(pages: string, database: string): Promise<PlainLoad> {
  const path = `${database}.ndjson`
  writeRecords(pages, path)
  const cost = await measure(async () => {
    const instance = await DuckDBInstance.create(database, { preserve_insertion_order: 'false' })
    const connection = await instance.connect()
    await connection.run(creation(path))
    await connection.run('CHECKPOINT')
    connection.closeSync()
    instance.closeSync()
  })
  return { ...cost, peakMegabytes: peakMegabytes() }
}

const [pages = '', database = ''] = process.argv.slice(2)
process.stdout.write(`${JSON.stringify(await loadPlainly(pages, database))}\n`)

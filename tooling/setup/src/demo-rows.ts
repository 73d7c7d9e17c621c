import { DuckDBInstance } from '@duckdb/node-api'

import { printTable } from './print-table.ts'

/** The contacts that changed last. */
export function showContacts(file: string): Promise<string> {
  return show(
    file,
    `SELECT strftime(updated_at, '%Y-%m-%d %H:%M') AS updated_at, role, location_country AS country, email, name
     FROM intercom.intercom.contacts ORDER BY updated_at DESC, name LIMIT 6`,
  )
}

/** What is stored beside the rows, and committed with them. */
export function showState(file: string): Promise<string> {
  return show(
    file,
    `SELECT target_table AS "table", strategy, rows, revision AS commits, source
     FROM _ingestr.checkpoints ORDER BY rows DESC, target_table`,
  )
}

async function show(file: string, sql: string): Promise<string> {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  try {
    const reader = await connection.runAndReadAll(sql)
    const rows = reader.getRowObjectsJson()
    return printTable(
      rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, text(value)]))),
    )
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

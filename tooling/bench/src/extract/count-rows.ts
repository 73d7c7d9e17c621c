import { DuckDBInstance } from '@duckdb/node-api'

import { changedName } from './fake-order.ts'

/** What a copy holds. `changed` are rows that show what the bench changed. */
export type RowCounts = { readonly rows: number; readonly ids: number; readonly changed: number }

const instance = await DuckDBInstance.create(process.argv[2] ?? '', { access_mode: 'READ_ONLY' })
const connection = await instance.connect()
const reader = await connection.runAndReadAll(
  'SELECT count(*), count(DISTINCT id), count(*) FILTER (name = $name) FROM intercom.contacts',
  { name: changedName },
)
const [rows, ids, changed] = (reader.getRows()[0] ?? []).map(Number)
process.stdout.write(`${JSON.stringify({ rows, ids, changed })}\n`)

import { createInterface } from 'node:readline'

import { DuckDBInstance } from '@duckdb/node-api'

/** Run as a process of its own: opens the copy for reading, and answers each line of SQL by a line of JSON. */
const [path = ''] = process.argv.slice(2)
const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' })
const connection = await instance.connect()
process.stdout.write('ready\n')
for await (const sql of createInterface({ input: process.stdin })) {
  const answer = await connection.runAndReadAll(sql)
  process.stdout.write(`${JSON.stringify(answer.getRowsJson())}\n`)
}

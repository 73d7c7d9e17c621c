import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { DuckDBInstance } from '@duckdb/node-api'

/**
 * Run as a process of its own: opens the copy for reading as plain DuckDB does, over and over, and says what is in it: a line of JSON
 * each time that it is another file than before. Some files it keeps open for a while, and looks again.
 */
const [path = ''] = process.argv.slice(2)
const statement = `
  SELECT
    (SELECT revision::INTEGER FROM _ingestr.checkpoints WHERE target_table = 'crm.people'),
    (SELECT string_agg(id || ' ' || age, ',' ORDER BY id || ' ' || age) FROM crm.people)`
process.stdout.write('ready\n')
void once(process.stdin, 'end').then(() => process.exit())
process.stdin.resume()
let seen = ''
for (let turn = 0; ; turn += 1) {
  await sleep(5)
  const found = await stat(path).catch(() => undefined)
  const name = found === undefined ? '' : `${found.ino} ${found.mtimeMs}`
  if (name === seen) continue
  seen = name
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  const read = async (): Promise<string> => JSON.stringify((await connection.runAndReadAll(statement)).getRowsJson()[0])
  const first = await read()
  if (turn % 3 === 0) await sleep(40)
  const again = await read()
  process.stdout.write(`${first === again ? first : `"changed: ${first} ${again}"`}\n`)
  connection.closeSync()
  instance.closeSync()
}

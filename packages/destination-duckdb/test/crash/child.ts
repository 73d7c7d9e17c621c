import { once } from 'node:events'

import { DuckDBInstance } from '@duckdb/node-api'

import { createDuckdbDestination } from '../../src/index.ts'
import { runSteps, storedEntry } from './steps.ts'

/**
 * Run as a process of its own. When told to, opens the file, goes on for some steps and closes it, over and over until
 * killed, and prints each step that is durable. With a checkpoint threshold, on an instance that has it.
 */
const [path = '', threshold = ''] = process.argv.slice(2)
process.stdout.write('ready\n')
process.stdin.once('end', () => process.exit())
await once(process.stdin, 'data')
for (;;) {
  const instance =
    threshold === '' ? undefined : await DuckDBInstance.create(path, { checkpoint_threshold: threshold, threads: '2' })
  const destination = createDuckdbDestination(
    instance === undefined ? { path } : { instance, temporaryDirectory: `${path}.staging` },
  )
  const before = await storedEntry(destination, 'merged')
  await runSteps(destination, (before?.revision ?? 0) + 5, (table, step) => {
    process.stdout.write(`${table} ${step}\n`)
  })
  await destination[Symbol.asyncDispose]()
  instance?.closeSync()
}

import { createInterface } from 'node:readline'

import { createStateStore } from '@ingestr/state-kysely'
import { IngestError } from '@ingestr/contract'

import { createDuckdbDestination } from '../src/index.ts'
import { page, request } from './fixture.ts'

/**
 * Run as a process of its own: one of two runs into one table. Reads the state, then, each when a line says so, commits
 * one row with the next revision, and closes the file. Prints how far it is.
 */
const [path = '', name = '', lockTimeoutMs = '0'] = process.argv.slice(2)
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const store = createStateStore()
const destination = createDuckdbDestination({
  path,
  lockTimeoutMs: Number(lockTimeoutMs),
  report: ({ type, reason }) => say(`${type}: ${String(reason)}`),
})
const key = { source: 'intercom:us:abc', table: 'people', target: 'intercom.people' }
const revision = (await store.find(destination.sql, key.target))[0]?.revision ?? 0
say('planned')
await lines.next()
try {
  await store.prepare(destination.sql)
  await using load = await destination.openLoad(request({ generation: name }))
  await load.write(page([{ id: 1, name }]))
  const entry = { ...key, checkpoint: { name }, generation: name, strategy: 'merge', isPublished: true } as const
  await load.publish({ record: ({ rows }) => store.record('duckdb', { ...entry, rows, revision: revision + 1 }) })
  say('committed')
  await lines.next()
} catch (error) {
  say(IngestError.isInstance(error) ? `${error.code}: ${error.message}` : String(error))
}
await destination[Symbol.asyncDispose]()
process.exit()

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

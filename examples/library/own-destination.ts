// node own-destination.ts <token> <folder> [base URL]
// The source alone, with a place of one's own for rows: a file of lines, and the checkpoint beside it.
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import type { Checkpoint } from '@ingestr/contract'
import { createIntercomClient } from '@ingestr/intercom-client'
import { createIntercomSource } from '@ingestr/source-intercom'

const [accessToken = '', folder = 'out', baseUrl] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const rows = join(folder, 'contacts.jsonl')
const state = join(folder, 'contacts.checkpoint.json')

const clock = {
  now: Date.now,
  sleep: (delayMs: number, options = {}): Promise<void> => setTimeout(delayMs, undefined, options),
}
const client = createIntercomClient({ accessToken, baseUrl, clock, random: Math.random })
await using source = createIntercomSource({ client, clock, region: 'us' })

const after: Checkpoint | undefined = existsSync(state) ? JSON.parse(readFileSync(state, 'utf8')) : undefined
const plan = await source.plan({ table: 'contacts', ...(after !== undefined && { after }) })
console.log(plan.summary)
let count = 0
for await (const { page, checkpoint } of source.read(plan)) {
  for (const row of page?.rows(plan.tables[0]) ?? []) {
    appendFileSync(rows, `${JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value))}\n`)
    count += 1
  }
  // True once the rows before it are stored: a run that is killed goes on from here, and may bring a page twice.
  writeFileSync(`${state}.new`, JSON.stringify(checkpoint))
  renameSync(`${state}.new`, state)
}
console.log(`${count} rows`)

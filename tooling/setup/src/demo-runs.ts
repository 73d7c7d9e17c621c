import { mkdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { startFakeIntercom } from '@ingestr/fake-intercom'

import { changeWorkspace } from './demo-changes.ts'
import { copyTable, demoTables, type Copied } from './demo-copy.ts'
import { showContacts, showState } from './demo-rows.ts'
import { printTable } from './print-table.ts'
import { root } from './workspace.ts'

const folder = join(root, 'demo')
const file = join(folder, 'intercom.duckdb')

/** Copies every table of a pretend Intercom twice, with changes in between, and shows what arrived. */
export async function demonstrate(): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  await using fake = await startFakeIntercom({
    counts: { contacts: 3000, companies: 1200, conversations: 1500, articles: 260 },
    latencyMs: 20,
  })
  say(`\nA pretend Intercom, a real HTTP server, answers at ${fake.url}`)
  say('\nFirst run: everything. For each table, the command is')
  say(`  ingestr ingest --source-uri 'intercom://?access_token=…&base_url=…' \\`)
  say(`    --source-table contacts --dest-uri duckdb:///demo/intercom.duckdb \\`)
  say(`    --dest-table intercom.contacts\n`)
  if (!(await copyAll())) return
  say('\nMeanwhile, at Intercom:')
  for (const change of changeWorkspace(fake)) say(`  - ${change}`)
  say('\nSecond run: only what is new or updated\n')
  if (!(await copyAll())) return
  say('\nA run looks back a little, so it receives some rows that it has, and writes only')
  say('what differs. Companies cannot be filtered at Intercom. From tags on, each table')
  say('is replaced.')
  say(`\nWhat arrived, in ${relative(root, file)}\n`)
  say(await showContacts(file))
  say('\nAnd what ingestr remembers there, for the next run\n')
  say(await showState(file))
  say('\nLook around: npx ingestr ingest --help, or open the file with DuckDB. Its catalog has')
  say('the name of the file, so a table in it is intercom.intercom.contacts.')

  /** Copies every table into the one file, and prints what the command said of each. */
  async function copyAll(): Promise<boolean> {
    const copies: Copied[] = []
    for (const table of demoTables) {
      fake.resetRequests()
      const copied = await copyTable({ table, sourceUri: fake.connectionUri('us'), file, cwd: root })
      if (typeof copied === 'string') {
        say(`${table} failed:\n${copied}`)
        process.exitCode = 1
        return false
      }
      copies.push(copied)
    }
    say(printTable(copies.map((copied) => ({ ...copied }))))
    return true
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

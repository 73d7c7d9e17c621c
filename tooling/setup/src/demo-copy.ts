import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { root } from './workspace.ts'

/** What the command said of one table. */
export type Copied = {
  readonly table: string
  readonly received: string
  readonly new: string
  readonly updated: string
  readonly requests: string
  readonly time: string
}

export const demoTables: readonly string[] = [
  'contacts',
  'companies',
  'conversations',
  'articles',
  'tags',
  'segments',
  'admins',
  'teams',
  'data_attributes',
  'conversation_attributes',
]

const summary =
  /(?<received>[\d,]+) rows? received.*, (?<new>[\d,]+) new, (?<updated>[\d,]+) updated,.* (?<requests>[\d,]+) requests?, (?<time>\d[^,]*)(?:, .*(?:counted|proven complete).*)?$/

/** Runs the built command, as a user would. Returns what it said to stderr where it failed. */
export async function copyTable(options: {
  readonly table: string
  readonly sourceUri: string
  readonly file: string
  readonly cwd: string
}): Promise<Copied | string> {
  const { table, file, cwd } = options
  const bin = join(root, 'node_modules', '.bin', 'ingestr')
  const args = [
    'ingest',
    '--source-table',
    table,
    '--dest-uri',
    `duckdb:///${file}`,
    '--dest-table',
    `intercom.${table}`,
  ]
  const env = { ...process.env, SOURCE_URI: options.sourceUri }
  const child = spawn(bin, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  await once(child, 'close')
  const found = summary.exec(stdout.trim())?.groups
  if (child.exitCode !== 0 || found === undefined) return `${stderr}${stdout}`
  const { received = '', new: added = '', updated = '', requests = '', time = '' } = found
  return { table, received, new: added, updated, requests, time }
}

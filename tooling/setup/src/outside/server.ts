import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { type FakeIntercom, startFakeIntercom } from '@ingestr/fake-intercom'
import { askServer, enterServer, makeServerKey, until } from '@ingestr-tooling/testing'

import { judge } from '../judge.ts'
import type { StepResult } from '../step.mjs'

const password = 'a password for a moment'
const contacts = 120

/**
 * Starts the installed server as its README says, sets it up as a person would, and has it copy: into a database of its own, with a
 * copy for readers, and into a destination of another package.
 */
export function checkServer(folder: string, scheme: string): Promise<StepResult> {
  return judge('The server, installed: set up, two syncs run, ended', () => findProblem(folder, scheme))
}

/** The sentence that says what went wrong, where anything did. */
async function findProblem(folder: string, scheme: string): Promise<string | undefined> {
  await using fake = await startFakeIntercom({ counts: { contacts } })
  const bin = join(folder, 'node_modules', 'ingestr-server', 'bin', 'ingestr-server.js')
  const flags = ['--port', '0', '--allow-base-url', fake.url, '--destination', `lake=${scheme}:///rows`]
  const server = spawn(process.execPath, [bin, ...flags], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  try {
    const url = await until(() => /answers on (\S+)/.exec(output)?.[1] ?? (server.exitCode === null ? undefined : ''))
    const secret = await until(
      () => /setup secret: (\S+)/.exec(output)?.[1] ?? (server.exitCode === null ? undefined : ''),
    )
    const key = await makeServerKey(url, await enterServer(url, { password, secret }))
    const problem = await copyTwice(url, key, fake)
    if (problem !== undefined) return `${problem}\n${output}`
    for (const file of ['ingestr-data/databases/own.duckdb', 'ingestr-data/published/own.duckdb']) {
      if (!existsSync(join(folder, file))) return `There is no ${file}.`
    }
    const ended = once(server, 'close')
    server.kill('SIGTERM')
    const [code] = await ended
    return code === 0 ? undefined : `It ended with ${String(code)}.\n${output}`
  } finally {
    server.kill('SIGKILL')
  }
}

async function copyTwice(url: string, key: string, fake: FakeIntercom): Promise<string | undefined> {
  const given = { name: 'Acme', accessToken: fake.token, baseUrl: fake.url }
  const connection = await ask(url, key, 'POST', '/api/v1/connections', given)
  for (const [destination, publish] of [
    ['own', true],
    ['lake', false],
  ] as const) {
    const what = {
      name: destination,
      connectionId: connection['id'],
      tables: ['contacts'],
      destination,
      publish,
      destTable: '{table}',
    }
    const sync = await ask(url, key, 'POST', '/api/v1/syncs', what)
    const begun = await ask(url, key, 'POST', `/api/v1/syncs/${String(sync['id'])}/runs`, {})
    const ended = await until(async () => {
      const { run, tables } = await ask(url, key, 'GET', `/api/v1/runs/${String(begun['id'])}`)
      const { status } = run ?? {}
      return status === 'queued' || status === 'running' ? undefined : { run, tables }
    })
    const [table] = ended.tables ?? []
    if (ended.run?.status !== 'succeeded' || table?.rows !== contacts) return JSON.stringify(ended)
  }
  return undefined
}

interface Answer {
  readonly [field: string]: unknown
  readonly run?: { readonly status: string }
  readonly tables?: ReadonlyArray<{ readonly rows: number }>
}

async function ask(url: string, key: string, method: string, path: string, body?: object): Promise<Answer> {
  const answer = await askServer({ url, key }, method, path, body)
  if (answer.status >= 400) throw new TypeError(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

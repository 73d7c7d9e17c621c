import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

import { askServer, enterServer, makeServerKey, until } from '@ingestr-tooling/testing'

import { runTool } from '../command-line.ts'

const password = 'a password for a moment'
/** What is waited for is timed: it must not wait for the next look. */
const lookMs = 2

interface Answer {
  readonly id?: string
  readonly run?: { readonly status: string }
  readonly runs?: ReadonlyArray<{ readonly id: string; readonly status: string; readonly follows: string | null }>
}

/** A server in a process of its own, and what is asked of it. */
export interface ServerProcess {
  readonly url: string
  /** From the start of the process to its first answer. */
  readonly startMs: number
  residentMegabytes(): number
  setUp(): Promise<string>
  makeSync(key: string, fake: { readonly url: string; readonly token: string }): Promise<string>
  run(key: string, sync: string): Promise<string>
  untilRunning(key: string, run: string): Promise<void>
  untilEnded(key: string, run: string): Promise<void>
  ask(key: string, method: string, path: string, body?: object): Promise<Answer>
  kill(): Promise<void>
}

const packageFolder = dirname(createRequire(import.meta.url).resolve('ingestr-server/package.json'))

/** The server as users have it. */
export async function buildServer(): Promise<void> {
  await runTool('turbo', [
    'run',
    'build',
    '--filter=ingestr-server',
    '--no-update-notifier',
    '--output-logs=errors-only',
  ])
}

export async function launchServer(folder: string, baseUrl: string): Promise<ServerProcess> {
  const begun = performance.now()
  const bin = join(packageFolder, 'bin', 'ingestr-server.js')
  const child = spawn(process.execPath, [bin, '--data-dir', folder, '--port', '0', '--allow-base-url', baseUrl])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  const url = await until(() => found(/answers on (\S+)/, child, output), lookMs)
  await fetch(`${url}/livez`)
  const startMs = performance.now() - begun
  const ask = createAsk(url)
  return {
    url,
    startMs,
    ask,
    residentMegabytes: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    async setUp() {
      const secret = await until(() => found(/setup secret: (\S+)/, child, output), lookMs)
      return await makeServerKey(url, await enterServer(url, { password, secret }))
    },
    async makeSync(key, fake) {
      const given = { name: 'Acme', accessToken: fake.token, baseUrl: fake.url }
      const { id: connectionId } = await ask(key, 'POST', '/api/v1/connections', given)
      const sync = { name: 'Bench', connectionId, tables: ['contacts'], destination: 'bench' }
      return idOf(await ask(key, 'POST', '/api/v1/syncs', sync))
    },
    run: async (key, sync) => idOf(await ask(key, 'POST', `/api/v1/syncs/${sync}/runs`, { fullRefresh: true })),
    async untilRunning(key, run) {
      await until(async () => (await ask(key, 'GET', `/api/v1/runs/${run}`)).run?.status === 'running', lookMs)
    },
    async untilEnded(key, run) {
      await until(
        async () => !['queued', 'running'].includes((await ask(key, 'GET', `/api/v1/runs/${run}`)).run?.status ?? ''),
        lookMs,
      )
    },
    async kill() {
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    },
  }
}

function found(pattern: RegExp, child: ChildProcess, output: string): string | undefined {
  if (child.exitCode !== null) throw new TypeError(`the server ended: ${output}`)
  return pattern.exec(output)?.[1]
}

function idOf({ id }: Answer): string {
  if (id === undefined) throw new TypeError('an answer without an id')
  return id
}

function createAsk(url: string): ServerProcess['ask'] {
  return async (key, method, path, body) => {
    const answer = await askServer({ url, key }, method, path, body)
    if (answer.status >= 400) throw new TypeError(`${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
}

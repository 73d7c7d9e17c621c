import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

import { findBinaries } from './binaries.ts'
import { makeServerFolder } from './server-folder.ts'
import { findServerUser } from './server-user.ts'

/** A running Postgres. Its superuser is `postgres`, without a password. Disposing stops it and removes all it wrote. */
export interface PostgresServer extends AsyncDisposable {
  /** Folder of its Unix socket, the only thing it listens on: what clients call the host. */
  readonly host: string
  /** The server's own process. */
  readonly processId: number
}

/**
 * Waits beside the server until its own standard input ends, which it does however the process of the tests ends, then
 * stops the server by its id. `$1` is the server's folder.
 */
const keeper = `
exec 3<&0
"$1/native/bin/postgres" -D "$1/data" -k "$1" -c listen_addresses= \\
  -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=16MB 3<&- </dev/null & server=$!
{ read -r _ <&3; kill -INT "$server"; } & watcher=$!
echo "$server"
wait "$server"; status=$?
kill "$watcher" 2>/dev/null
cd /; rm -rf "$1"
exit "$status"
`

/** Starts a Postgres for tests, or gives undefined where npm has none for this machine. Also runs for root. */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const binaries = findBinaries()
  if (binaries === undefined) return undefined
  const user = await findServerUser()
  const host = await makeServerFolder(binaries, user)
  // In a session of its own: Ctrl-C at a terminal reaches the tests, and them ending reaches the server.
  const child = spawn('/bin/sh', ['-c', keeper, 'sh', host], {
    ...user,
    cwd: host,
    detached: true,
    env: { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  const [processId] = await Promise.all([readProcessId(child.stdout), untilReady(child, child.stderr)])
  // Where the server ended before it was asked to, there is nobody left to tell.
  child.stdin.on('error', () => undefined)
  child.stdout.resume()
  child.stderr.resume()
  return {
    host,
    processId,
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await exited
    },
  }
}

async function readProcessId(output: Readable): Promise<number> {
  const [line] = await once(output, 'data')
  return Number(String(line))
}

async function untilReady(child: ChildProcess, log: Readable): Promise<void> {
  let text = ''
  await new Promise<void>((resolve, reject) => {
    log.on('data', read)
    child.once('error', reject)
    child.once('exit', fail)

    function read(chunk: Buffer): void {
      text += chunk.toString()
      if (!text.includes('ready to accept connections')) return
      log.off('data', read)
      child.off('exit', fail)
      resolve()
    }

    function fail(status: number | null): void {
      reject(new Error(`Postgres ended with status ${status} before it was ready:\n${text}`))
    }
  })
}

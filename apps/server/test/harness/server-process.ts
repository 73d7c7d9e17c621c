import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

import { enterServer, makeServerKey, until } from '@ingestr-tooling/testing'

import { bin, password } from './test-server.ts'

/** The server as its users have it: a process of its own. */
export interface ServerProcess {
  readonly process: ChildProcess
  readonly url: string
  readonly setupSecret: string | undefined
}

export async function launch(folder: string, baseUrl: string): Promise<ServerProcess> {
  const child = spawn(bin, ['--data-dir', folder, '--port', '0', '--allow-base-url', baseUrl])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const url = await until(() => {
    if (child.exitCode !== null) throw new Error(`the server did not start: ${output}`)
    return /answers on (\S+)/.exec(output)?.[1]
  })
  return { process: child, url, setupSecret: /setup secret: (\S+)/.exec(output)?.[1] }
}

export async function kill(child: ChildProcess): Promise<void> {
  const closed = new Promise((resolve) => child.on('close', resolve))
  child.kill('SIGKILL')
  await closed
}

/** Processes of runs whose parent is this one. */
export function childrenOf(processId: number | undefined): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => {
      try {
        const parent = readFileSync(`/proc/${each}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]
        return Number(parent) === processId && readFileSync(`/proc/${each}/cmdline`, 'utf8').includes('run-child')
      } catch {
        return false
      }
    })
}

export async function makeKey({ url, setupSecret }: ServerProcess): Promise<string> {
  return await makeServerKey(url, await enterServer(url, { password, secret: setupSecret }))
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import type { FakeIntercom } from '@ingestr/fake-intercom'

import type { IngestOptions } from '../src/index.ts'

const child = fileURLToPath(new URL('copy-child.ts', import.meta.url))

/** Starts a copy in a process of its own, and kills it by SIGKILL once the fake has had `requests` more requests. */
export async function copyUntilKilled(
  fake: FakeIntercom,
  options: IngestOptions,
  requests: number,
  workingDirectory: string,
): Promise<'killed' | 'finished'> {
  const until = fake.requests.length + requests
  const running = spawn(process.execPath, ['--conditions=@ingestr/source', child, JSON.stringify(options)], {
    cwd: workingDirectory,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const exited = once(running, 'exit')
  while (running.exitCode === null && fake.requests.length < until) {
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  running.kill('SIGKILL')
  const [, signal] = (await exited) as [number | null, string | null]
  return signal === 'SIGKILL' ? 'killed' : 'finished'
}

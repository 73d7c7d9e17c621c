import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import type { FakeIntercom } from '@ingestr/fake-intercom'

import type { IngestOptions } from '../src/index.ts'

const child = fileURLToPath(new URL('copy-child.ts', import.meta.url))

/** When to kill: after so many commits, and so many requests, counted from the start or from the last of these commits. */
export interface KillMoment {
  readonly requests: number
  readonly commits?: number
  readonly counts?: 'from-start' | 'from-commit'
}

/** Starts a copy in a process of its own, and kills it by SIGKILL when the moment has come. */
export async function copyUntilKilled(
  fake: FakeIntercom,
  options: IngestOptions,
  { requests, commits = 0, counts = 'from-start' }: KillMoment,
  workingDirectory: string,
): Promise<'killed' | 'finished'> {
  let from = fake.requests.length
  let isCommitted = commits === 0
  const running = spawn(process.execPath, ['--conditions=@ingestr/source', child, JSON.stringify(options)], {
    cwd: workingDirectory,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (isCommitted || said.split('\n').length <= commits) return
    isCommitted = true
    if (counts === 'from-commit') from = fake.requests.length
  })
  const isDue = (): boolean => isCommitted && fake.requests.length >= from + requests
  const exited = once(running, 'exit')
  while (running.exitCode === null && !isDue()) {
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  running.kill('SIGKILL')
  const [, signal] = (await exited) as [number | null, string | null]
  return signal === 'SIGKILL' ? 'killed' : 'finished'
}

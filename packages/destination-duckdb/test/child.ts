import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import type { Readable } from 'node:stream'

type Child = ChildProcessByStdio<null, Readable, null> & AsyncDisposable

/** Runs a file of this folder as a process of its own, and resolves with it once it has printed something. */
export async function startChild(file: string, ...args: readonly string[]): Promise<Child> {
  const script = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, ['--conditions=@ingestr/source', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), closed])
  return Object.assign(child, {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await closed
    },
  })
}

import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import type { Readable, Writable } from 'node:stream'

export type Child = ChildProcessByStdio<Writable, Readable, null> & AsyncDisposable

/** Halves what a process takes to begin. */
const compileCache = fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url))

/**
 * Runs a file of this folder, or one by its absolute path, as a process of its own, as another user if asked to, and resolves with it once it has printed
 * something.
 */
export async function startChild(
  file: string,
  ...args: ReadonlyArray<string | { readonly user: number }>
): Promise<Child> {
  const script = fileURLToPath(new URL(file, import.meta.url))
  const texts = args.filter((argument) => typeof argument === 'string')
  const uid = args.find((argument) => typeof argument !== 'string')?.user
  const child = spawn(process.execPath, ['--conditions=@ingestr/source', script, ...texts], {
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(uid !== undefined && { uid }),
  })
  const closed = once(child, 'close')
  // One that is killed does not read what it is told.
  child.stdin.on('error', () => undefined)
  await Promise.race([once(child.stdout, 'data'), closed])
  return Object.assign(child, {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await closed
    },
  })
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { commandLine } from './command-line.ts'

/**
 * Runs `script` (relative to this folder) in a process of its own, so that its memory is its own, and gives what its last
 * line holds as JSON. Node is started as the command starts it: without its small young generation, pages that are done with take
 * 100 MiB more.
 */
export async function runChild<Result>(script: string, ...values: readonly string[]): Promise<Result> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const { nodeFlags } = await commandLine()
  const child = spawn(process.execPath, [...nodeFlags, '--conditions=@ingestr/source', path, ...values], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new TypeError(`${script} ended with ${String(code)}`)
  const result: Result = JSON.parse(output.trim().split('\n').at(-1) ?? '')
  return result
}

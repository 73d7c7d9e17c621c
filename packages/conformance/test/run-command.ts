import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** What a command printed, and how it ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command beside the harnesses here. */
export function run(...args: readonly string[]): Ended {
  return runIn(folder, ...args)
}

/** Runs the command in another folder. */
export function runIn(cwd: string, ...args: readonly string[]): Ended {
  const main = fileURLToPath(new URL('run-main.ts', import.meta.url))
  const node = ['--conditions=@ingestr/source', '--no-warnings', main, ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { cwd, encoding: 'utf8' })
  return { code: status, stdout, stderr }
}

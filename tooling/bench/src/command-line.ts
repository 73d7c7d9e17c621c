import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** How the built command is started. */
export interface CommandLine {
  readonly bin: string
  /** What the first line of the command gives to Node. */
  readonly nodeFlags: readonly string[]
}

export async function commandLine(): Promise<CommandLine> {
  const bin = join(root, 'apps', 'cli', 'bin', 'ingestr.js')
  const [firstLine = ''] = (await readFile(bin, 'utf8')).split('\n', 1)
  return { bin, nodeFlags: firstLine.split(' ').filter((word) => word.startsWith('--')) }
}

/** Builds the command and what it is made of. */
export async function buildCommand(): Promise<void> {
  await runTool('turbo', ['run', 'build', '--filter=ingestr...', '--no-update-notifier', '--output-logs=errors-only'])
}

/** Runs a tool of the workspace. */
export async function runTool(name: string, args: readonly string[]): Promise<void> {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' }
  const child = spawn(join(root, 'node_modules', '.bin', name), args, { cwd: root, env, stdio: 'inherit' })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new TypeError(`${name} ended with ${String(code)}`)
}

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What a run of the built command line left behind. */
export type Run = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }

/** A run that goes on while the test acts. */
export type RunningCli = {
  readonly child: ChildProcess
  readonly ended: Promise<Run>
  /** Resolves once stderr holds the text. */
  readonly said: (text: string) => Promise<void>
}

type Options = {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** A file that gets stdout; the run has none of it then. */
  readonly stdout?: string
}

const bin = fileURLToPath(new URL('../bin/ingestr.js', import.meta.url))
/** Set by the check that runs the built command line under the oldest supported Node. */
const node = process.env['INGESTR_TEST_NODE'] ?? process.execPath

/** Runs the built bin to its end, with nothing of the surroundings but PATH and HOME. */
export async function runCli(args: readonly string[], options: Options): Promise<Run> {
  return await startCli(args, options).ended
}

export function startCli(args: readonly string[], options: Options): RunningCli {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env }
  const file = options.stdout === undefined ? undefined : openSync(options.stdout, 'w')
  const child: ChildProcess = spawn(node, [bin, ...args], {
    cwd: options.cwd,
    env,
    stdio: ['ignore', file ?? 'pipe', 'pipe'],
  })
  if (file !== undefined) closeSync(file)
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return {
    child,
    ended: once(child, 'close').then(() => ({ exitCode: child.exitCode, stdout, stderr })),
    async said(text: string): Promise<void> {
      while (!stderr.includes(text)) {
        if (child.exitCode !== null) throw new Error(`It ended without saying "${text}":\n${stderr}`)
        await Promise.race([...(child.stderr === null ? [] : [once(child.stderr, 'data')]), once(child, 'close')])
      }
    },
  }
}

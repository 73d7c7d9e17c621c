import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

import type { Readable, Writable } from 'node:stream'

/** A program to be measured. It writes to descriptor 3 its peak memory, in KiB, and its seconds of processor time. */
export type Program = {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

/** From the start of the process to its exit. */
export type ProgramCost = {
  readonly seconds: number
  readonly peakMegabytes: number
  /** Of all its threads. Shows, beside `seconds`, whether the machine had other work. */
  readonly cpuSeconds: number
}

const longestMs = 20 * 60_000

/** @throws TypeError with the end of what the program said, where it ends with another code than 0 */
export async function runProgram({ file, args, env, cwd }: Program): Promise<ProgramCost> {
  const begun = performance.now()
  const child = spawn(file, args, {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: longestMs,
  })
  const said = Promise.all([child.stdio[1], child.stdio[2], child.stdio[3]].map(readAll))
  const [code] = await once(child, 'exit')
  const seconds = (performance.now() - begun) / 1000
  const [output = '', errors = '', cost = ''] = await said
  if (code !== 0) throw new TypeError(`${file} ended with ${String(code)}: ${`${output}${errors}`.trim().slice(-2000)}`)
  const [peakKibibytes = NaN, cpuSeconds = NaN] = cost.split(' ').map(Number)
  return { seconds, peakMegabytes: peakKibibytes / 1024, cpuSeconds }
}

async function readAll(pipe: Readable | Writable | null | undefined): Promise<string> {
  return pipe !== null && pipe !== undefined && 'read' in pipe ? await text(pipe) : ''
}

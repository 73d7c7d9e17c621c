import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

import type { CaseResult } from './extract-case.ts'

/** What was measured of one case, and under which conditions. `load` is the machine's average over a minute, before and after. */
export type Measured = CaseResult & {
  readonly title: string
  readonly at: string
  readonly machine: string
  readonly load: readonly [before: number, after: number]
}

/** By the names of the cases. */
export type Results = { readonly [name: string]: Measured }

export async function readResults(path: string): Promise<Results> {
  try {
    const results: Results = JSON.parse(await readFile(path, 'utf8'))
    return results
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}

/** Cases that were not run now keep what they had. Resolves with what the file then has, rounded as there. */
export async function mergeResults(path: string, added: Results): Promise<Results> {
  const results = { ...(await readResults(path)), ...added }
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify(results, rounded, 2)}\n`)
  return readResults(path)
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(2)) : value
}

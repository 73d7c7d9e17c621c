import { IngestError } from '@ingestr/contract'

import type { DatabaseSettings } from './database.ts'

const bytesOf: ReadonlyMap<string, number> = new Map(
  ['k', 'm', 'g', 't'].flatMap((letter, index) => [
    [`${letter}b`, 1000 ** (index + 1)],
    [`${letter}ib`, 1024 ** (index + 1)],
  ]),
)

/** With one thread, a page can be read; with more, it takes about twice as much. */
const leastBytes = 40 * 1000 ** 2
const mostThreads = 1024
const mostRows = 10_000
const longestWaitMs = 24 * 60 * 60 * 1000

/** How many bytes an amount of memory such as `2GB` is; 0 for none. */
function memoryBytes(value: string): number {
  const { count = '', unit = '' } = /^(?<count>\d+(?:\.\d+)?) ?(?<unit>[kmgt]i?b)$/i.exec(value)?.groups ?? {}
  return Number(count) * (bytesOf.get(unit.toLowerCase()) ?? 0)
}

/** What is wrong with an amount of memory such as `2GB`, and what can be; undefined: nothing. */
export function memoryProblem(value: string): string | undefined {
  const bytes = memoryBytes(value)
  if (bytes === 0) return 'is no amount of memory. Write it like 512MB or 2GB.'
  return bytes < leastBytes
    ? 'is less than DuckDB needs to read a page. Give it 128MB or more; with one thread, 40MB will do.'
    : undefined
}

/** What is wrong with a number of threads, and what can be; undefined: nothing. */
export function threadsProblem(value: number): string | undefined {
  const isGood = Number.isSafeInteger(value) && value >= 1 && value <= mostThreads
  return isGood ? undefined : `is no number of threads. Write a whole number from 1 to ${mostThreads}, such as 4.`
}

/** What is wrong with a time to wait for a lock, in milliseconds; undefined: nothing. */
export function lockTimeoutProblem(value: number): string | undefined {
  return value >= 0 && value <= longestWaitMs
    ? undefined
    : 'is no time to wait. Write it like 30s, 10m or 1h, at most 24h.'
}

/** Throws `INVALID_ARGUMENT` for a number of rows that cannot be read at once. */
export function checkRowLimit(limit: number): void {
  if (Number.isSafeInteger(limit) && limit >= 0 && limit <= mostRows) return
  throw new IngestError('INVALID_ARGUMENT', `The limit ${limit} cannot be. Read from 0 to ${mostRows} rows.`)
}

/** Throws `INVALID_OPTION` for a setting that DuckDB could not be opened with. */
export function checkSettings({ memoryLimit, threads, lockTimeoutMs }: DatabaseSettings): void {
  refuse('memoryLimit', memoryLimit === undefined ? undefined : memoryProblem(memoryLimit))
  refuse('threads', threads === undefined ? undefined : threadsProblem(threads))
  refuse('lockTimeoutMs', lockTimeoutMs === undefined ? undefined : lockTimeoutProblem(lockTimeoutMs))
}

function refuse(name: string, problem: string | undefined): void {
  if (problem !== undefined) throw new IngestError('INVALID_OPTION', `${name} ${problem}`)
}

import { mkdir, open, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { IngestError } from '@ingestr/contract'
import type { CallOptions, Load, LoadRequest, Outcome, Page, TableDefinition, TableName } from '@ingestr/contract'

import { isKept, toLine } from './json-line.js'

/** The name of a table's file, which cannot lead out of the folder, and the table's canonical name. */
export function fileName({ schema, name }: TableName): string {
  const parts = schema === undefined ? [name] : [schema, name]
  return parts.map((part) => encodeURIComponent(part).replaceAll('.', '%2E')).join('.')
}

/**
 * A target: its file, and the one that is written to, which for a replace is a stage beside it; lines that wait, the bytes
 * that are recorded or will be, and how many rows those are.
 */
type Target = { name: string; path: string; stage: string; end: number; rows: number } & Content
type Content = { readonly definition: TableDefinition; readonly lines: string[] }

/** Lines wait in memory until a commit writes them after the last position and flushes the file to the disk. */
export class JsonlLoad implements Load {
  readonly #folder: string
  readonly #request: LoadRequest
  readonly #targets: readonly Target[]
  #received = 0
  #isDisposed = false

  constructor(folder: string, request: LoadRequest) {
    this.#folder = folder
    this.#request = request
    this.#targets = request.tables.map(({ target, definition }) => {
      const name = fileName(target)
      const path = join(folder, `${name}.jsonl`)
      const stage = request.strategy === 'replace' ? `${path}%${encodeURIComponent(request.generation)}` : path
      return { name, path, stage, definition, lines: [], end: Number(request.position?.[name] ?? 0), rows: 0 }
    })
  }

  /** What lies after the position was written by a run that could not record it; other stages were given up. */
  async dropUnrecorded(): Promise<void> {
    const present = (await readdir(this.#folder).catch(() => [])).map((name) => join(this.#folder, name))
    for (const target of this.#targets) {
      const { path, stage } = target
      for (const each of stage === path ? [] : present) {
        if (each.startsWith(`${path}%`) && each !== stage) await rm(each)
      }
      const bytes = await readFile(stage).catch(() => Buffer.alloc(0))
      if (bytes.byteLength < target.end && stage === path) {
        throw new IngestError('TABLE_CUT', `${path} is shorter than ingestr left it. Remove it, and run again.`)
      }
      target.end = Math.min(target.end, bytes.byteLength)
      if (bytes.byteLength > target.end) await truncate(stage, target.end)
      target.rows = bytes.toString('utf8', 0, target.end).split('\n').length - 1
    }
  }

  async write(page: Page, { signal }: CallOptions = {}): Promise<void> {
    this.#check(signal)
    const { keep, run } = this.#request
    const mark = { _ingestr_loaded_at: new Date(run.startedAt), _ingestr_run_id: run.id }
    const read = this.#targets.map(({ definition }) => [...page.rows(definition)])
    this.#received += read[0]?.length ?? 0
    for (const [index, { lines }] of this.#targets.entries()) {
      for (const row of read[index] ?? []) if (isKept(row, keep)) lines.push(toLine({ ...row, ...mark }))
    }
  }

  async commit({ signal }: CallOptions = {}): Promise<Outcome> {
    this.#check(signal)
    const received = this.#received
    const counts = this.#targets.map(({ lines }) => lines.length)
    await mkdir(this.#folder, { recursive: true })
    for (const [index, target] of this.#targets.entries()) await append(target, counts[index] ?? 0)
    this.#received -= received
    return this.#outcome(received, counts[0] ?? 0)
  }

  async publish(options: CallOptions = {}): Promise<Outcome> {
    const { received, kept, rows } = await this.commit(options)
    for (const target of this.#targets) if (target.stage !== target.path) await swapIn(target)
    return this.#outcome(received, kept, Math.max(0, (this.#targets[0]?.rows ?? 0) - rows + kept))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true
  }

  #outcome(received: number, kept: number, inserted = kept): Outcome {
    const position = Object.fromEntries(this.#targets.map(({ name, end }) => [name, end]))
    const counts = { received, kept, inserted, updated: 0, unchanged: 0, rows: this.#targets[0]?.rows ?? 0 }
    return { ...counts, schemaChanges: [], position }
  }

  #check(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted()
    if (this.#isDisposed) throw new IngestError('DESTINATION_CLOSED', 'The load was disposed of. Open another one.')
  }
}

/** Lines that a failed attempt wrote are after the end, and go first; those that it did not write are still there. */
async function append(target: Target, count: number): Promise<void> {
  await using handle = await open(target.stage, 'a')
  await handle.truncate(target.end)
  await handle.appendFile(target.lines.slice(0, count).join(''))
  await handle.sync()
  target.end = (await handle.stat()).size
  target.rows += count
  target.lines.splice(0, count)
}

/** Of a table with a version, only the newest row of each key goes into the table; on a tie, the later one. */
async function swapIn(target: Target): Promise<void> {
  const { versionColumn, primaryKey } = target.definition
  if (versionColumn !== undefined) {
    const newest = new Map<string, { line: string; version: string }>()
    for (const line of (await readFile(target.stage, 'utf8')).split('\n').slice(0, -1)) {
      const row = JSON.parse(line)
      const hasKey = primaryKey.every((name) => row[name] !== null)
      const key = hasKey ? JSON.stringify(primaryKey.map((name) => row[name])) : `no key ${newest.size}`
      const version = String(row[versionColumn] ?? '')
      if (version >= (newest.get(key)?.version ?? '')) newest.set(key, { line: `${line}\n`, version })
    }
    const text = Array.from(newest.values(), ({ line }) => line).join('')
    await writeFile(target.stage, text, { flush: true })
    Object.assign(target, { end: Buffer.byteLength(text), rows: newest.size })
  }
  await rename(target.stage, target.path)
}

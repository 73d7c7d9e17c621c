import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, truncate } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

import { IngestError, type LoadRequest, type TableName } from '@ingestr/contract'

import { linesOf, sizeOf } from './lines.js'

/** The name of a table's file, which cannot lead out of the folder, and the table's canonical name. */
export function fileName({ schema, name }: TableName): string {
  return [schema ?? [], name]
    .flat()
    .map((part) => encodeURIComponent(part).replaceAll('.', '%2E'))
    .join('.')
}

/**
 * A table that a load fills. `stage` is the file that is written to: the table's own, or for a replace one beside it; `lines` wait for a
 * commit; `end` is how many bytes are recorded, or will be, and `rows` how many rows those are.
 */
export type Target = Awaited<ReturnType<typeof openTarget>>

type Table = LoadRequest['tables'][number]

/** A target as the last commit that was recorded left it. */
export async function openTarget(folder: string, request: LoadRequest, { definition, target }: Table) {
  const name = fileName(target)
  const path = join(folder, `${name}.jsonl`)
  const stage = request.strategy === 'replace' ? `${path}%${encodeURIComponent(request.generation)}` : path
  // Stages of other generations were given up, and drafts of one were not swapped in.
  for (const each of sizeOf(folder) === undefined ? [] : await readdir(folder)) {
    if (each.startsWith(`${name}.jsonl%`) && join(folder, each) !== stage) await rm(join(folder, each))
  }
  const [size, recorded] = [sizeOf(stage) ?? 0, Number(request.position?.[name] ?? 0)]
  const isCut = size < recorded && stage === path
  if (isCut) throw new IngestError('TABLE_CUT', `${path} is shorter than ingestr left it. Remove it, and run again.`)
  // What lies after the position was written by a run that could not record it.
  const end = Math.min(recorded, size)
  if (size > end) await truncate(stage, end)
  let rows = 0
  for await (const [, number] of linesOf(stage, end)) rows = number
  return { name, definition, path, stage, lines: new Array<string>(), end, rows }
}

/** Writes the first lines that wait, on the disk. What an attempt that failed wrote of them is after the end, and goes first. */
export async function append(target: Target, count: number): Promise<void> {
  await mkdir(dirname(target.stage), { recursive: true })
  await using handle = await open(target.stage, 'a')
  await handle.truncate(target.end)
  await handle.appendFile(target.lines.slice(0, count).join(''))
  await handle.sync()
  target.end = (await handle.stat()).size
  target.rows += target.lines.splice(0, count).length
}

/**
 * What is staged becomes the table; of one with a version, the newest row of each key, and on a tie the later one. Until the
 * draft takes the table's place, the stage is as it was, for the next run to go on with.
 */
export async function swapIn(target: Target): Promise<void> {
  const { definition, path, stage, end } = target
  const { versionColumn = '', primaryKey } = definition
  const newest = new Map<string, { readonly number: number; readonly version: number | string }>()
  for await (const [line, number] of linesOf(stage, end)) {
    const row = versionColumn === '' ? {} : JSON.parse(line)
    const values = primaryKey.map((name) => row[name] ?? null)
    const key = primaryKey.length === 0 || values.includes(null) ? `row ${number}` : JSON.stringify(values)
    const version = row[versionColumn] ?? ''
    if (version >= (newest.get(key)?.version ?? version)) newest.set(key, { number, version })
  }
  const numbers = new Set(Array.from(newest.values(), (each) => each.number))
  const chosen = async function* (): AsyncGenerator<string> {
    for await (const [line, number] of linesOf(stage, end)) if (numbers.has(number)) yield `${line}\n`
  }
  await pipeline(chosen, createWriteStream(`${path}%draft`, { flush: true }))
  await rename(`${path}%draft`, path)
  await rm(stage)
  Object.assign(target, { end: sizeOf(path) ?? 0, rows: numbers.size })
}

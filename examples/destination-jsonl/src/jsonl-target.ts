import { mkdir, open, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { IngestError, type LoadRequest, type TableDefinition, type TableName } from '@ingestr/contract'

/** The name of a table's file, which cannot lead out of the folder, and the table's canonical name. */
export function fileName({ schema, name }: TableName): string {
  const parts = schema === undefined ? [name] : [schema, name]
  return parts.map((part) => encodeURIComponent(part).replaceAll('.', '%2E')).join('.')
}

/** A table that a load fills. */
export interface Target {
  readonly name: string
  readonly definition: TableDefinition
  readonly path: string
  /** The file that is written to: the table's own, or for a replace one beside it. */
  readonly stage: string
  /** What waits for a commit. */
  readonly lines: string[]
  /** How many bytes are recorded, or will be, and how many rows those are. */
  end: number
  rows: number
}

type Table = LoadRequest['tables'][number]

/** A target as the last commit that was recorded left it. */
export async function openTarget(folder: string, request: LoadRequest, table: Table): Promise<Target> {
  const name = fileName(table.target)
  const path = join(folder, `${name}.jsonl`)
  const isStaged = request.strategy === 'replace'
  const stage = isStaged ? `${path}%${encodeURIComponent(request.generation)}` : path
  // Stages of other generations were given up.
  const present = isStaged ? await readdir(folder).catch(() => []) : []
  const stages = present.map((file) => join(folder, file)).filter((file) => file.startsWith(`${path}%`))
  for (const each of stages) if (each !== stage) await rm(each)
  // What lies after the position was written by a run that could not record it.
  const recorded = Number(request.position?.[name] ?? 0)
  const bytes = await readFile(stage).catch(() => Buffer.alloc(0))
  if (bytes.byteLength < recorded && !isStaged) {
    throw new IngestError('TABLE_CUT', `${path} is shorter than ingestr left it. Remove it, and run again.`)
  }
  const end = Math.min(recorded, bytes.byteLength)
  if (bytes.byteLength > end) await truncate(stage, end)
  const rows = bytes.toString('utf8', 0, end).split('\n').length - 1
  return { name, definition: table.definition, path, stage, lines: [], end, rows }
}

/** Writes the first lines that wait, on the disk. What an attempt that failed wrote of them is after the end, and goes first. */
export async function append(target: Target, count: number): Promise<void> {
  await mkdir(dirname(target.stage), { recursive: true })
  await using handle = await open(target.stage, 'a')
  await handle.truncate(target.end)
  await handle.appendFile(target.lines.slice(0, count).join(''))
  await handle.sync()
  target.end = (await handle.stat()).size
  target.rows += count
  target.lines.splice(0, count)
}

/** Of a table with a version, only the newest row of each key goes into the table; on a tie, the later one. */
export async function swapIn(target: Target): Promise<void> {
  const { versionColumn, primaryKey } = target.definition
  if (versionColumn !== undefined) {
    const newest = new Map<string, { line: string; version: string }>()
    for (const line of (await readFile(target.stage, 'utf8')).split('\n').slice(0, -1)) {
      const row = JSON.parse(line)
      const values = primaryKey.map((name) => row[name])
      const key = values.includes(null) ? `no key ${newest.size}` : JSON.stringify(values)
      const version = String(row[versionColumn] ?? '')
      if (version >= (newest.get(key)?.version ?? '')) newest.set(key, { line: `${line}\n`, version })
    }
    const text = Array.from(newest.values(), ({ line }) => line).join('')
    await writeFile(target.stage, text, { flush: true })
    Object.assign(target, { end: Buffer.byteLength(text), rows: newest.size })
  }
  await rename(target.stage, target.path)
}

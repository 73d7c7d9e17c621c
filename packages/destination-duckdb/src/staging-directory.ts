import { createHash, randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

import { memoryPath } from './database-path.ts'
import { isOfDeadProcess } from './dead-process.ts'

/** Pages, or a copy of the database. */
export type StagedEnding = 'json' | 'duckdb'

/** A folder for personal data in passing: only this user may look into it, and it is gone when disposed. */
export interface StagingDirectory {
  /** Its path; it is made by the first call. */
  folder(): Promise<string>
  /** The path for a new file in it. */
  filePath(ending: StagedEnding): Promise<string>
  remove(): Promise<void>
}

/**
 * The staging folder of one open database: beside its file, in `temporaryDirectory`, or (a database in memory) with the
 * operating system's temporary files. Folders that killed processes left behind are swept first: whoever has a file open
 * has it alone, so every folder made for that file is a leftover; of databases in memory, those of processes that are gone.
 */
export async function openStagingDirectory(options: {
  readonly databasePath: string
  readonly temporaryDirectory?: string | undefined
}): Promise<StagingDirectory> {
  const { databasePath } = options
  const isMemory = databasePath === memoryPath
  const parent = options.temporaryDirectory ?? (isMemory ? tmpdir() : dirname(databasePath))
  const family = isMemory ? '.ingestr-memory-' : `.ingestr-${digest(databasePath)}-`
  await sweep(parent, (name) => name.startsWith(family) && (!isMemory || isOfDeadProcess(name.slice(family.length))))
  const prefix = join(parent, isMemory ? `${family}${process.pid}-` : family)
  let made: Promise<string> | undefined
  const folder = (): Promise<string> => {
    made ??= make(parent, prefix)
    return made
  }
  return {
    folder,
    filePath: async (ending) => join(await folder(), `${randomUUID()}.${ending}`),
    async remove() {
      // One that could not be made has been told of.
      const path = await made?.catch(() => undefined)
      if (path !== undefined) await rm(path, { recursive: true, force: true })
    },
  }
}

async function make(parent: string, prefix: string): Promise<string> {
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(prefix)
  await chmod(folder, 0o700)
  return folder
}

async function sweep(parent: string, isLeftover: (name: string) => boolean): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  // What another user left behind cannot be removed, and is not in the way.
  const removals = names.filter(isLeftover).map((name) => rm(join(parent, name), { recursive: true, force: true }))
  await Promise.allSettled(removals)
}

function digest(path: string): string {
  return createHash('sha256')
    .update(`${dirname(path)}\0${basename(path)}`)
    .digest('hex')
    .slice(0, 12)
}

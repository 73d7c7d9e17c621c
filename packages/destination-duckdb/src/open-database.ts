import { mkdir, stat } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { dirname } from 'node:path'

import type { DuckDBInstance } from '@duckdb/node-api'

import { guardBlocks, noGuard, restoreBlocks, type BlockGuard } from './block-guard.ts'
import { createCheckpoints } from './checkpoints.ts'
import type { Database, DatabaseSettings } from './database.ts'
import type { DatabaseFile } from './database-file.ts'
import { usualMeans, type DatabaseMeans } from './database-means.ts'
import { memoryPath } from './database-path.ts'
import { lockDown } from './lock-down.ts'
import { createMemoryLimit, fixedMemory, type MemoryAmounts, type MemoryLimit } from './memory-limit.ts'
import { folderFailure, openFailure } from './open-failure.ts'
import { openSession } from './session.ts'
import { openStagingDirectory } from './staging-directory.ts'
import { createTurns } from './turns.ts'
import { unfinishedBytes } from './wal-tail.ts'
import { createWaitingRoom } from './waiting-room.ts'

/** A database with the means to close it. */
export type OpenDatabase = Database & { close(): Promise<void> }

/**
 * Opens `path`, and makes the file and its parent folders where they are missing. Its statements reach no other file.
 */
export async function openDatabase(
  path: string,
  settings: DatabaseSettings,
  means: DatabaseMeans = usualMeans,
): Promise<OpenDatabase> {
  if (path !== memoryPath) await makeParent(path)
  await restoreBlocks(path)
  let file: DatabaseFile
  try {
    file = await means.openFile(path, configuration(settings))
  } catch (error) {
    throw await openFailure(path, error)
  }
  // Nobody else writes it any more, and DuckDB cuts it at its own first write only.
  const unfinished = await unfinishedBytes(`${path}.wal`)
  const staging = await openStagingDirectory({ databasePath: path, temporaryDirectory: settings.temporaryDirectory })
  const isFixed = settings.memoryLimit !== undefined
  let guard: BlockGuard
  try {
    await lockDown(file, await staging.folder(), { lets: isFixed ? [] : ['memory_limit'] })
    guard = await guardBlocks(path)
  } catch (error) {
    file.close()
    await staging.remove()
    throw await openFailure(path, error)
  }
  if (unfinished > 0) settings.report?.({ type: 'wal-cut', path, bytes: unfinished })
  const memory = isFixed ? fixedMemory : createMemoryLimit(file, memoryAmounts(settings))
  return {
    connect: () => file.connect(),
    path: path === memoryPath ? undefined : path,
    ...queues(memory, guard, means),
    stagingPath: (ending) => staging.filePath(ending),
    async close() {
      await memory.raised(() => checkpoint(file, guard))
      // Closing checkpoints as well, so that nothing but the file itself is left.
      file.close()
      await guard.close()
      await staging.remove()
    },
  }
}

/** Leaves nothing for the closing to do, which has only the usual memory. */
async function checkpoint(file: DatabaseFile, guard: BlockGuard): Promise<void> {
  try {
    const session = await openSession(file)
    try {
      await guard.checkpoint(session)
    } finally {
      session.close()
    }
  } catch {
    // Rows are durable without it: whoever opens the file next reads them from the WAL.
  }
}

/** An instance that the user opened, and closes. */
export async function lendDatabase(
  instance: DuckDBInstance,
  { temporaryDirectory }: DatabaseSettings,
  means: DatabaseMeans,
): Promise<OpenDatabase> {
  const staging = await openStagingDirectory({ databasePath: memoryPath, temporaryDirectory })
  return {
    connect: () => instance.connect(),
    path: undefined,
    ...queues(fixedMemory, noGuard, means),
    stagingPath: (ending) => staging.filePath(ending),
    close: () => staging.remove(),
  }
}

type Shared = Pick<Database, 'turns' | 'readings' | 'copies' | 'waiting' | 'checkpoints' | 'memory'>

function queues(memory: MemoryLimit, guard: BlockGuard, { roomSizes, checkpointBytes }: DatabaseMeans): Shared {
  const readings = createTurns()
  const checkpoints = createCheckpoints({ readings, memory, guard }, checkpointBytes)
  const waiting = createWaitingRoom(roomSizes)
  return { turns: createTurns(), readings, copies: createTurns(), waiting, checkpoints, memory }
}

/** More would not read faster than pages arrive, and each takes memory. */
const mostThreads = 4

/** A commit writes while pages are read and others arrive: each on a thread of its own. */
function usualThreads(): number {
  return Math.max(1, Math.min(Math.floor(availableParallelism() / 2), mostThreads))
}

/**
 * What loads with commits of 32 MiB take (each thread that reads files takes 32 MiB for it, however little there is to read), what
 * checkpoints under load do, and what is better than to give up. Beyond its limit DuckDB writes to disk what it can, and drops
 * what it has read from the file.
 */
function memoryAmounts({ threads = usualThreads() }: DatabaseSettings): MemoryAmounts {
  const most = Math.floor((totalmem() * 0.8) / 2 ** 20)
  return {
    usual: Math.min(110 + 40 * threads, most),
    raised: Math.min(190 + 80 * threads, most),
    most: Math.min(1024 + 40 * threads, most),
  }
}

/**
 * No extension is fetched behind the user's back; rows need no order of their own. Checkpoints are ours to make. Memory that
 * was freed is not kept from the operating system.
 */
function configuration(settings: DatabaseSettings): Record<string, string> {
  const { threads = usualThreads(), memoryLimit = `${memoryAmounts(settings).usual}MiB` } = settings
  return {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allocator_bulk_deallocation_flush_threshold: '32MB',
    checkpoint_threshold: '1GB',
    memory_limit: memoryLimit,
    preserve_insertion_order: 'false',
    threads: String(threads),
  }
}

async function makeParent(path: string): Promise<void> {
  const folder = dirname(path)
  try {
    await makeFolder(folder)
  } catch (error) {
    throw folderFailure(path, folder, error)
  }
}

/** Folder by folder: a recursive `mkdir` of Node never ends in `/proc`, where a folder can be neither found nor made. */
async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) await makeFolder(parent)
  try {
    await mkdir(folder)
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(await isFolder(folder))) throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

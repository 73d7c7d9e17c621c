import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

import { DuckDBInstance } from '@duckdb/node-api'

import type { Database, DatabaseSettings } from './database.ts'
import { memoryPath } from './database-path.ts'
import { folderFailure, openFailure } from './open-failure.ts'
import { openStagingDirectory } from './staging-directory.ts'
import { createTurns } from './turns.ts'

/** A database with the means to close it. */
export type OpenDatabase = Database & { close(): Promise<void> }

/** Opens `path`, and makes the file and its parent folders where they are missing. */
export async function openDatabase(path: string, settings: DatabaseSettings): Promise<OpenDatabase> {
  if (path !== memoryPath) await makeParent(path)
  let instance: DuckDBInstance
  try {
    instance = await DuckDBInstance.create(path, configuration(settings))
  } catch (error) {
    throw await openFailure(path, error)
  }
  const staging = await openStagingDirectory({ databasePath: path, temporaryDirectory: settings.temporaryDirectory })
  return {
    instance,
    turns: createTurns(),
    stagingPath: () => staging.filePath(),
    async close() {
      // Closing checkpoints, so that nothing but the file itself is left.
      instance.closeSync()
      await staging.remove()
    },
  }
}

/** An instance that the user opened, and closes. */
export async function lendDatabase(instance: DuckDBInstance, settings: DatabaseSettings): Promise<OpenDatabase> {
  const { temporaryDirectory } = settings
  const staging = await openStagingDirectory({ databasePath: memoryPath, temporaryDirectory })
  return {
    instance,
    turns: createTurns(),
    stagingPath: () => staging.filePath(),
    close: () => staging.remove(),
  }
}

/** No extension is fetched behind the user's back; rows need no order of their own; a checkpoint of its own accord is rare. */
function configuration(settings: DatabaseSettings): Record<string, string> {
  return {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    checkpoint_threshold: '256MB',
    preserve_insertion_order: 'false',
    ...(settings.memoryLimit === undefined ? {} : { memory_limit: settings.memoryLimit }),
    ...(settings.threads === undefined ? {} : { threads: String(settings.threads) }),
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

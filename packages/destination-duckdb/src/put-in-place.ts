import { randomUUID } from 'node:crypto'
import { constants, copyFile, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

import type { CopyPlace } from './copy-place.ts'

/**
 * Copies a finished file to its place, which has it all at once: it is on the disk before it has the name. The copy has nobody's
 * lock on it, as the file may have for as long as any transaction goes on that looked at it.
 */
export async function putInPlace(file: string, { path, folder, prefix, mode }: CopyPlace): Promise<void> {
  const beside = join(folder, `${prefix}${process.pid}-${randomUUID()}`)
  try {
    await copyFile(file, beside, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    await flush(beside, 'r+', mode)
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
  // The copy is in place, and whole; what fails here is only whether a power cut could bring back the one before.
  await flush(folder, 'r').catch(() => undefined)
}

async function flush(path: string, flags: string, mode?: number): Promise<void> {
  const file = await open(path, flags)
  try {
    if (mode !== undefined) await file.chmod(mode & 0o777)
    await file.sync()
  } finally {
    await file.close()
  }
}

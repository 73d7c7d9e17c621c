import { randomUUID } from 'node:crypto'
import { chmod, copyFile, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

import type { CopyPlace } from './copy-place.ts'

/**
 * Moves a finished file to its place, all at once: it is on the disk before it has the name. From another disk it is copied
 * beside its place first.
 */
export async function putInPlace(file: string, place: CopyPlace): Promise<void> {
  if ((await stat(file)).dev === (await stat(place.folder)).dev) return await take(file, place)
  const beside = join(place.folder, `${place.prefix}${process.pid}-${randomUUID()}`)
  try {
    await copyFile(file, beside)
    await take(beside, place)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

async function take(file: string, { path, folder, mode }: CopyPlace): Promise<void> {
  if (mode !== undefined) await chmod(file, mode & 0o777)
  await flush(file, 'r+')
  await rename(file, path)
  // The copy is in place, and whole; what fails here is only whether a power cut could bring back the one before.
  await flush(folder, 'r').catch(() => undefined)
}

async function flush(path: string, flags: string): Promise<void> {
  const file = await open(path, flags)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

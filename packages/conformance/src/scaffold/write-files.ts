import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { IngestError } from '@ingestr/contract'

import type { PackageFiles } from './template.ts'

/**
 * Writes files into a folder that is empty, but for a `.git`, or not there. Overwrites nothing.
 * @throws IngestError `FOLDER_UNUSABLE`
 */
export async function writeFiles(folder: string, files: PackageFiles): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    const [present] = (await readdir(folder)).filter((name) => name !== '.git')
    if (present !== undefined) throw unusable(folder, `is not empty, and nothing is overwritten: ${present} is there`)
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text, { flag: 'wx' })
    }
  } catch (cause) {
    if (IngestError.isInstance(cause)) throw cause
    throw unusable(folder, `cannot be written: ${cause instanceof Error ? cause.message : 'unknown'}`, cause)
  }
}

function unusable(folder: string, problem: string, cause?: unknown): IngestError {
  return new IngestError('FOLDER_UNUSABLE', `${folder} ${problem}. Empty it, or name another folder.`, { cause })
}

import { access, constants } from 'node:fs/promises'
import { dirname, sep } from 'node:path'

import { folderFailure } from './open-failure.ts'

/**
 * Whether a file could be made at a path; makes neither it nor its folders.
 * @throws IngestError `DESTINATION_UNAVAILABLE`
 */
export async function checkFolder(path: string): Promise<void> {
  let folder = dirname(path)
  for (;;) {
    try {
      await access(`${folder}${sep}.`, constants.W_OK | constants.X_OK)
      return
    } catch (cause) {
      const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
      if (!isMissing || dirname(folder) === folder) throw folderFailure(path, dirname(path), cause)
      folder = dirname(folder)
    }
  }
}

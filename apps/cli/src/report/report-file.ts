import { randomUUID } from 'node:crypto'
import { access, constants, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'

import { IngestError } from '@ingestr/contract'

/**
 * Whether a report can be written to a path; looked at before a run, which may take hours.
 * @throws IngestError `REPORT_FAILED`
 */
export async function checkReportPath(path: string): Promise<void> {
  const folder = dirname(resolve(path))
  try {
    await access(`${folder}${sep}.`, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw reportFailed(path, `the folder ${folder} cannot be written to`, cause)
  }
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined && !found.isFile()) throw reportFailed(path, 'there is something else than a file', undefined)
}

/**
 * Puts a page in place at once, so that nobody ever sees half of it.
 * @throws IngestError `REPORT_FAILED`
 */
export async function writeReport(path: string, page: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, page)
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw reportFailed(path, cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason', cause)
  }
}

function reportFailed(path: string, reason: string, cause: unknown): IngestError {
  return new IngestError(
    'REPORT_FAILED',
    `No report can be written to ${path}: ${reason}. Name another file with --report.`,
    {
      cause,
    },
  )
}

import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { extensionPath, extensionVersion, findExtension } from './extension.ts'

const run = promisify(execFile)

/**
 * Fetches the extension from PyPI, unless it is there. DuckDB checks its signature when it loads it. Rejects where there is
 * no Python with pip, or no way to PyPI.
 */
export async function fetchExtension(): Promise<void> {
  if (findExtension() !== undefined) return
  const folder = dirname(extensionPath)
  await mkdir(folder, { recursive: true })
  // Moved into its place when it is whole, so that two that fetch at once do not meet.
  const temporary = await mkdtemp(join(folder, 'fetching-'))
  try {
    const wheel = `duckdb-extension-ducklake==${extensionVersion}`
    const options = ['--no-deps', '--only-binary=:all:', '--retries=1', '--timeout=20', '--quiet', '--dest', temporary]
    await run('python3', ['-m', 'pip', 'download', ...options, wheel])
    const [file = ''] = await readdir(temporary)
    await run('python3', ['-m', 'zipfile', '-e', join(temporary, file), temporary])
    const unpacked = `duckdb_extension_ducklake/extensions/v${extensionVersion}/ducklake.duckdb_extension`
    await rename(join(temporary, unpacked), extensionPath)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Makes a virtual environment with dlt in the folder. Returns its Python, or why there is none. */
export async function installDlt(folder: string): Promise<{ readonly python: string } | { readonly reason: string }> {
  const place = join(folder, 'dlt')
  const python = join(place, 'bin', 'python')
  const requirements = fileURLToPath(new URL('../../dlt/requirements.txt', import.meta.url))
  try {
    await run('python3', ['-m', 'venv', place])
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements])
    return { python }
  } catch (error) {
    return { reason: error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error) }
  }
}

import { findExtension } from './extension.ts'
import { fetchExtension } from './fetch-extension.ts'

/**
 * In CI, brings the extension if it can. A machine without Python, and a developer who did not ask for it, runs the tests
 * without DuckLake, and is told so.
 */
export default async function setup(): Promise<void> {
  let reason = 'the extension was not fetched (pnpm --filter @ingestr-tooling/ducklake run fetch)'
  if (process.env['CI'] !== undefined) {
    await fetchExtension().catch((error: unknown) => {
      const [firstLine] = String(error).split('\n')
      reason = `the extension could not be fetched from PyPI (${firstLine})`
    })
  }
  if (findExtension() === undefined) process.stderr.write(`The tests run without DuckLake: ${reason}.\n`)
}

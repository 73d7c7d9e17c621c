import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout. */
export const root: string = fileURLToPath(new URL('../../../', import.meta.url))

/** Folders of the workspace that have a test suite. */
export function listSuites(): string[] {
  return ['packages', 'apps', 'tooling'].flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => join(group, name))
      .filter((folder) => hasTests(join(root, folder, 'package.json'))),
  )
}

function hasTests(manifestPath: string): boolean {
  if (!existsSync(manifestPath)) {
    return false
  }
  const manifest: { readonly scripts?: { readonly test?: string } } = JSON.parse(readFileSync(manifestPath, 'utf8'))
  return manifest.scripts?.test !== undefined
}

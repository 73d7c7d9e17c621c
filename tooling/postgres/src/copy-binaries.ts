import { cp, readFile, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

type Link = { readonly source: string; readonly target: string }

/**
 * Copies a Postgres to where an unprivileged user can read it (a checkout of root's often cannot be), and makes the links
 * between its libraries, which npm packages cannot hold; the package would make them in an install script.
 */
export async function copyBinaries(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true })
  const links: readonly Link[] = JSON.parse(await readFile(join(from, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    if (dirname(source) !== dirname(target)) throw new TypeError(`${target} links to another folder: ${source}.`)
    await linkUnlessThere(basename(source), join(to, '..', target.replace(/^native\//, `${basename(to)}/`)))
  }
}

async function linkUnlessThere(source: string, target: string): Promise<void> {
  try {
    await symlink(source, target)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

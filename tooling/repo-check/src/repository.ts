import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** A file of the repository, by its path from the root. */
export type SourceFile = { readonly path: string; readonly text: string }

/** What a package.json says, as far as it is checked. */
type Manifest = {
  readonly name: string
  readonly description?: string
  readonly license?: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** A package of the workspace. */
export type Package = { readonly folder: string; readonly manifest: Manifest }

/** Runs git in the checkout. */
export function git(...args: readonly string[]): string {
  return execFileSync('git', [...args], { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 })
}

/** Paths of all files that are committed, or would be. */
export function listFiles(): readonly string[] {
  return git('ls-files', '--cached', '--others', '--exclude-standard', '-z')
    .split('\0')
    .filter((path) => path !== '' && exists(path))
}

export function exists(path: string): boolean {
  return existsSync(join(root, path))
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** The sources of a package: what is under its `src`, or another folder of it, read. */
export function readSources(folder: string, part = 'src'): readonly SourceFile[] {
  return listFiles()
    .filter((path) => path.startsWith(`${folder}/${part}/`) && /\.[cm]?[jt]sx?$/.test(path))
    .map((path) => ({ path, text: read(path) }))
}

/** The packages that users install. */
export function listPublishedPackages(): readonly Package[] {
  return listPackages().filter(({ manifest }) => manifest.private !== true)
}

/** Those, and what is made for them here, such as the site. */
export function listPackages(): readonly Package[] {
  return listFiles()
    .filter((path) => /^(packages|apps)\/[^/]+\/package\.json$/.test(path))
    .map((path) => ({ folder: path.replace('/package.json', ''), manifest: readManifest(path) }))
}

function readManifest(path: string): Manifest {
  const manifest: Manifest = JSON.parse(read(path))
  return manifest
}

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import type { PublishedPackage } from './published-packages.ts'

export function snapshotFolder(root: string): string {
  return join(root, 'etc', 'api')
}

export function snapshotPath(root: string, { folder }: PublishedPackage): string {
  return join(snapshotFolder(root), `${basename(folder)}.d.ts`)
}

/** The types of a built package, of all its entry points, without comments and the hashes in names of files. */
export function apiOf(root: string, { folder }: PublishedPackage): string {
  const dist = join(root, folder, 'dist')
  const files = readdirSync(dist).filter((file) => file.endsWith('.d.ts'))
  const texts = files.map(
    (file) => [withoutHash(file), withoutComments(readFileSync(join(dist, file), 'utf8'))] as const,
  )
  return texts
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([file, text]) => `// ${file}\n${withoutHash(text).trim()}\n`)
    .join('\n')
}

/** What is wrong with the snapshot of a package: it is not the API, or it changed since a release and no changeset says so. */
export function problemOf(root: string, each: PublishedPackage): string | undefined {
  const path = snapshotPath(root, each)
  const stored = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (stored !== apiOf(root, each)) {
    return `The API of ${each.name} is not that of ${path}. If that is meant: pnpm run api, and add a changeset.`
  }
  if (hasChangeset(root, each.name) || stored === releasedSnapshot(root, each)) return undefined
  return `The API of ${each.name} changed since its last release, and no changeset in .changeset names it: pnpm changeset.`
}

function hasChangeset(root: string, name: string): boolean {
  const folder = join(root, '.changeset')
  const files = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md')
  return files.some((file) => new RegExp(`^'${name}': `, 'm').test(readFileSync(join(folder, file), 'utf8')))
}

/** The snapshot as it was when the package's changelog was last written, which a release does; undefined before the first. */
function releasedSnapshot(root: string, each: PublishedPackage): string | undefined {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trimEnd()
  if (!existsSync(join(root, each.folder, 'CHANGELOG.md'))) return undefined
  try {
    const commit = git('log', '-1', '--format=%H', '--', `${each.folder}/CHANGELOG.md`)
    return `${git('show', `${commit}:etc/api/${basename(each.folder)}.d.ts`)}\n`
  } catch {
    return undefined
  }
}

function withoutComments(text: string): string {
  return text
    .replaceAll(/\/\*[^]*?\*\/\n?/g, '')
    .replaceAll(/^\s*\/\/.*\n/gm, '')
    .replaceAll(/^\s*\n/gm, '')
}

/** `place-Byc45R4B.d.ts` is `place.d.ts`: the hash is of the code. */
function withoutHash(text: string): string {
  return text.replaceAll(/\b([a-z-]+)-[\w-]{8}(\.d\.ts|\.js)\b/g, '$1$2')
}

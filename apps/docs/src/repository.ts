import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout. */
export const root: string = fileURLToPath(new URL('../../../', import.meta.url))

/** A file of the repository, by its path from the root. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

export function exists(path: string): boolean {
  return existsSync(join(root, path))
}

/** Where people look at a file or folder of the repository that is not on the site. */
export function addressOf(path: string): string {
  const kind = statSync(join(root, path)).isDirectory() ? 'tree' : 'blob'
  return `${repositoryAddress()}/${kind}/main/${path}`
}

/** As the manifest of the command says it. */
export function repositoryAddress(): string {
  const { repository }: { readonly repository: { readonly url: string } } = JSON.parse(read('apps/cli/package.json'))
  return repository.url.replace(/^git\+/, '').replace(/\.git$/, '')
}

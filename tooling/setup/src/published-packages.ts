import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package that others install for its API. */
export interface PublishedPackage {
  readonly name: string
  /** From the root of the checkout. */
  readonly folder: string
}

export function publishedPackages(root: string): readonly PublishedPackage[] {
  return readdirSync(join(root, 'packages')).map((folder) => {
    const path = join('packages', folder)
    const { name }: { readonly name: string } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'))
    return { name, folder: path }
  })
}

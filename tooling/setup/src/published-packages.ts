import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package that others install for its API. */
export interface PublishedPackage {
  readonly name: string
  /** From the root of the checkout. */
  readonly folder: string
}

export function publishedPackages(root: string): readonly PublishedPackage[] {
  return packagesIn(root, 'packages')
}

/** All that a release publishes: those, and the apps. */
export function releasedPackages(root: string): readonly PublishedPackage[] {
  return [...packagesIn(root, 'packages'), ...packagesIn(root, 'apps')]
}

function packagesIn(root: string, group: string): readonly PublishedPackage[] {
  return readdirSync(join(root, group)).map((folder) => {
    const path = join(group, folder)
    const { name }: { readonly name: string } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'))
    return { name, folder: path }
  })
}

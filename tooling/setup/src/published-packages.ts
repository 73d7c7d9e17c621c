import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package that others install for its API. */
export interface PublishedPackage {
  readonly name: string
  /** From the root of the checkout. */
  readonly folder: string
}

interface Manifest {
  readonly name: string
  readonly private?: boolean
}

export function publishedPackages(root: string): readonly PublishedPackage[] {
  return packagesIn(root, 'packages')
}

/** All that a release publishes: those, and the command. */
export function releasedPackages(root: string): readonly PublishedPackage[] {
  return [...packagesIn(root, 'packages'), ...packagesIn(root, 'apps')]
}

function packagesIn(root: string, group: string): readonly PublishedPackage[] {
  return readdirSync(join(root, group)).flatMap((folder) => {
    const path = join(group, folder)
    const manifest: Manifest = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'))
    return manifest.private === true ? [] : [{ name: manifest.name, folder: path }]
  })
}

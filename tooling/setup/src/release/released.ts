import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { type PublishedPackage, releasedPackages } from '../published-packages.ts'

/** What a release of a checkout left out, a line for each package that lacks something. */
export async function findUnreleased(checkout: string, registryUrl: string): Promise<string | undefined> {
  const tags = execFileSync('git', ['tag'], { cwd: checkout, encoding: 'utf8' }).split('\n')
  const lines = await Promise.all(
    releasedPackages(checkout).map(async (each) => {
      const version = versionOf(checkout, each)
      const lacks = [
        ...((await publishedVersions(registryUrl, each.name)).includes(version) ? [] : ['not in the registry']),
        ...(changelogOf(checkout, each).includes(`\n## ${version}\n`) ? [] : ['not in its changelog']),
        ...(tags.includes(`${each.name}@${version}`) ? [] : ['without a tag']),
      ]
      return lacks.length === 0 ? [] : [`${each.name} ${version}: ${lacks.join(', ')}`]
    }),
  )
  return lines.flat().length === 0 ? undefined : lines.flat().join('\n')
}

function versionOf(checkout: string, { folder }: PublishedPackage): string {
  const path = join(checkout, folder, 'package.json')
  const { version }: { readonly version: string } = JSON.parse(readFileSync(path, 'utf8'))
  return version
}

function changelogOf(checkout: string, { folder }: PublishedPackage): string {
  const path = join(checkout, folder, 'CHANGELOG.md')
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

async function publishedVersions(registryUrl: string, name: string): Promise<readonly string[]> {
  const response = await fetch(`${registryUrl}${name.replace('/', '%2f')}`)
  if (!response.ok) return []
  const { versions }: { readonly versions: object } = JSON.parse(await response.text())
  return Object.keys(versions)
}

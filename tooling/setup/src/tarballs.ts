import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { releasedPackages } from './published-packages.ts'
import { runStep, type StepResult } from './step.mjs'
import { root } from './workspace.ts'

/** Tarballs by the name of their package. */
export type Tarballs = ReadonlyMap<string, string>

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** Packs every published package, as a release would. */
export async function packPackages(folder: string): Promise<StepResult> {
  return await runStep({
    title: 'Packed packages',
    command: 'pnpm',
    args: [
      '--recursive',
      '--filter=./packages/*',
      '--filter=./apps/cli',
      '--filter=./apps/server',
      'pack',
      '--pack-destination',
      folder,
    ],
    cwd: root,
  })
}

/** The tarballs in a folder, by the names that are in their file names: `ingestr-sync-0.0.0.tgz`. */
export function findTarballs(folder: string): Tarballs {
  const files = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  return new Map(
    releasedPackages(root).flatMap(({ name }) => {
      const start = `${name.replace('@', '').replace('/', '-')}-`
      const file = files.find((each) => each.startsWith(start) && /^\d/.test(each.slice(start.length)))
      return file === undefined ? [] : [[name, join(folder, file)] as const]
    }),
  )
}

/** Puts tarballs in the place of the releases of ours in a package.json. */
export function useTarballs(path: string, tarballs: Tarballs): void {
  const manifest = readManifest(path)
  const detached = (versions: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(versions).map(([name, version]) => {
        const tarball = tarballs.get(name)
        return [name, tarball === undefined ? version : `file:${tarball}`]
      }),
    )
  const dependencies = detached(manifest.dependencies)
  // npm would ask the registry for what the tarballs themselves depend on.
  const needed = [...tarballs.keys()].filter((name) => neededByKit.has(name) && !(name in dependencies))
  const devDependencies = detached({
    ...manifest.devDependencies,
    ...Object.fromEntries(needed.map((name) => [name, '*'])),
  })
  writeFileSync(path, `${JSON.stringify({ ...manifest, dependencies, devDependencies }, undefined, 2)}\n`)
}

/** What a package that is tested with the kit installs of ours. */
const neededByKit: ReadonlySet<string> = new Set(['@ingestr/contract', '@ingestr/conformance', '@ingestr/records'])

function readManifest(path: string): Manifest {
  const manifest: Manifest = JSON.parse(readFileSync(path, 'utf8'))
  return manifest
}

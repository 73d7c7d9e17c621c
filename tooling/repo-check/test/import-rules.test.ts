import { describe, expect, it } from 'vitest'

import { builtInPackages, importedPackages, importRules, ownedDependencies } from '../src/import-rules.ts'
import { listPackages, readSources } from '../src/repository.ts'

const packages = listPackages()

describe('who may import whom', () => {
  it('is decided for every package, and for none that is gone', () => {
    expect(packages.map(({ manifest }) => manifest.name).toSorted()).toEqual(Object.keys(importRules).toSorted())
  })

  it.each(packages.map(({ folder, manifest }) => [manifest.name, folder, manifest] as const))(
    '%s imports only what it may, and declares it',
    (name, folder, manifest) => {
      const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
      const problems = readSources(folder).flatMap(({ path, text }) =>
        importedPackages(text)
          .filter((imported) => imported !== name)
          .filter((imported) => builtInPackages[name]?.includes(imported) !== true)
          .filter((imported) => !declared.includes(imported) || !isAllowed(name, imported))
          .map((imported) => `${path} imports ${imported}`),
      )
      expect(problems).toEqual([])
      expect(declared.filter((dependency) => !isAllowed(name, dependency))).toEqual([])
    },
  )

  it('leaves HTTP, SQL engines and the command line to those whose task they are', () => {
    const users = packages.flatMap(({ manifest }) =>
      Object.keys(manifest.dependencies ?? {})
        .filter((dependency) => ownedDependencies[dependency]?.includes(manifest.name) === false)
        .map((dependency) => `${manifest.name} depends on ${dependency}`),
    )
    expect(users).toEqual([])
  })

  it('finds static, dynamic and type imports, and re-exports', () => {
    const text = `
      import type { A } from '@ingestr/contract'
      export { b } from "./b.ts"
      export { c } from '@ingestr/records/sub'
      const d = await import('undici')
      import 'side-effect'
      import { join } from 'node:path'`
    expect(importedPackages(text)).toEqual(['@ingestr/contract', '@ingestr/records', 'undici', 'side-effect'])
  })
})

function isAllowed(name: string, dependency: string): boolean {
  return !(dependency in importRules) || (importRules[name] ?? []).includes(dependency)
}

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Step } from '../step.mjs'
import type { Tarballs } from '../tarballs.ts'
import { root } from '../workspace.ts'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const typeRoots = [fileURLToPath(new URL('../../node_modules/@types', import.meta.url))]

/** The ways of resolving modules that a stranger may have set. */
const resolutions = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
] as const

/** An empty project with packages from their tarballs, and those that they need of ours; nothing else. */
export function makeProject(folder: string, names: readonly string[], tarballs: Tarballs): void {
  const needed = [...new Set(names.flatMap((name) => [...withNeeded(name)]))]
  const dependencies = Object.fromEntries(needed.map((name) => [name, `file:${tarballs.get(name) ?? 'missing'}`]))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  for (const { module, moduleResolution } of resolutions) {
    const target = { target: 'es2024', lib: ['es2024', 'esnext.disposable'], types: ['node'], typeRoots }
    const strict = {
      strict: true,
      exactOptionalPropertyTypes: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
    }
    const compilerOptions = {
      ...target,
      ...strict,
      module,
      moduleResolution,
      noEmit: true,
      allowImportingTsExtensions: true,
    }
    const path = join(folder, `tsconfig.${moduleResolution}.json`)
    writeFileSync(path, JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  }
}

/** Installs a project, then checks its types in both ways. */
export function projectSteps(cwd: string, title: string): readonly Step[] {
  const install = ['install', '--no-package-lock', '--no-audit', '--no-fund', '--prefer-offline']
  return [
    { title: `${title}: installed`, command: npm, args: install, cwd },
    ...resolutions.map(({ moduleResolution }) => ({
      title: `${title}: types, ${moduleResolution}`,
      command: 'tsc',
      args: ['-p', `tsconfig.${moduleResolution}.json`],
      cwd,
    })),
  ]
}

type Lock = { readonly packages: Readonly<Record<string, LockedPackage>> }
type LockedPackage = { readonly [kind in 'dependencies' | 'optionalDependencies']?: Readonly<Record<string, string>> }

/** How many packages a package brings to a project, itself, ours and those for this platform included. */
export function countNeeded(folder: string, name: string): number {
  const { packages }: Lock = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8'))
  const found = new Set([`node_modules/${name}`])
  for (const path of found) {
    const { dependencies = {}, optionalDependencies = {} } = packages[path] ?? {}
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const own = [`${path}/node_modules/${dependency}`, `node_modules/${dependency}`].find((each) => each in packages)
      if (own !== undefined) found.add(own)
    }
  }
  return found.size
}

/** A package and all of ours that it depends on. */
function withNeeded(name: string): ReadonlySet<string> {
  const found = new Set([name])
  for (const each of found) {
    for (const dependency of dependenciesOf(each)) if (manifests().has(dependency)) found.add(dependency)
  }
  return found
}

function dependenciesOf(name: string): readonly string[] {
  return Object.keys(manifests().get(name)?.dependencies ?? {})
}

type Manifest = { readonly name: string; readonly dependencies?: Readonly<Record<string, string>> }

function manifests(): ReadonlyMap<string, Manifest> {
  const paths = ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group)).map((folder) => join(root, group, folder, 'package.json')),
  )
  return new Map(
    paths.map((path) => {
      const manifest: Manifest = JSON.parse(readFileSync(path, 'utf8'))
      return [manifest.name, manifest]
    }),
  )
}

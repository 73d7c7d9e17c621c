import { describe, expect, it } from 'vitest'

import { countCode } from '../src/count-code.ts'
import { exists, git, listFiles, listPublishedPackages, read, readSources, type SourceFile } from '../src/repository.ts'

const packages = listPublishedPackages()
const byName = packages.map((entry) => [entry.manifest.name, entry] as const)
const sources = packages.flatMap(({ folder }) => readSources(folder))

describe('a published package', () => {
  it.each(byName)('%s has a README, a licence and a description', (_, { folder, manifest }) => {
    expect(exists(`${folder}/README.md`), `${folder}/README.md`).toBe(true)
    expect(read(`${folder}/LICENSE`)).toBe(read('LICENSE'))
    expect(manifest.license).toBe('MIT')
    expect(manifest.description ?? '').toMatch(/^[A-Z].{20,}\.$/)
  })

  it.each(byName)('%s exports its sources to the workspace, then types, then code', (_, { manifest }) => {
    const main = manifest.exports?.['.']
    if (manifest.name === 'ingestr' || manifest.name === 'ingestr-server') {
      expect(manifest.exports).toEqual({ './package.json': './package.json' })
      return
    }
    expect(Object.keys(main ?? {})).toEqual(['@ingestr/source', 'types', 'default'])
  })

  it.each(byName)('%s was not changed since its last release without a changeset', (name, { folder }) => {
    const release = git('log', '-1', '--format=%H', '--', `${folder}/CHANGELOG.md`).trim()
    const changed = release === '' || git('diff', '--name-only', release, '--', `${folder}/src`).trim() !== ''
    const changesets = listFiles().filter((path) => /^\.changeset\/[^/]+\.md$/.test(path))
    const named = changesets.some((path) =>
      new RegExp(`^['"]?${name}['"]?: (major|minor|patch)$`, 'm').test(read(path)),
    )
    expect(changed && !named, `add a changeset for ${name}: pnpm changeset`).toBe(false)
  })
})

describe('the code', () => {
  it('has no file of more than 300 lines', () => {
    // What a program has written, the APIs, is as long as it has to be.
    const files = listFiles().filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !path.startsWith('etc/api/'))
    const long = files.filter((path) => read(path).split('\n').length > 301)
    expect(long).toEqual([])
  })

  it('throws no bare Error out of a package', () => {
    const bare = sources.filter(({ text }) => /\bnew Error\(/.test(text))
    expect(bare.map(({ path }) => path)).toEqual([])
  })

  it('has a contract of fewer than 150 lines, what is optional for looking aside', () => {
    const counted = readSources('packages/contract').filter(({ path }) => !path.endsWith('/looking.ts'))
    expect(countLines(counted)).toBeLessThan(150)
  })

  it("has a third party's destination of fewer than 150 lines, and a test with its harness of fewer than 15", () => {
    const [source, test] = ['src', 'test'].map((part) => readSources('examples/destination-jsonl', part))
    expect(source?.length).toBeGreaterThan(1)
    expect(test?.length).toBeGreaterThan(1)
    expect(countLines(source ?? [])).toBeLessThan(150)
    expect(countLines(test ?? [])).toBeLessThan(15)
    expect(read('README.md')).toMatch(/in under 150\s+lines of code, with a test of less than 15;/)
  })

  it('has names for its files that say what is in them', () => {
    const nameless = sources.filter(({ path }) => /\/(utils?|helpers?|common|misc|shared)(\.|\/)/.test(path))
    expect(nameless.map(({ path }) => path)).toEqual([])
  })
})

describe('the kit', () => {
  it('begins no destination with the scheme of a connector of ours', () => {
    const schemes = sources.flatMap(({ text }) =>
      Array.from(text.matchAll(/\bschemes: \[(.+)\]/g), ([, list = '']) => list),
    )
    expect(schemes.length).toBeGreaterThan(1)
    const own = /ownSchemes.* = new Set\(\[(.+)\]\)/.exec(read('packages/conformance/src/scaffold/scheme.ts'))?.[1]
    expect(own?.split(', ').toSorted()).toEqual(schemes.flatMap((list) => list.split(', ')).toSorted())
  })
})

describe('the repository', () => {
  it('names no package registry, so that any mirror serves', () => {
    // Put together here, so that this file does not name one either.
    const hosts = ['npmjs.org', 'npmjs.com', 'yarnpkg.com', 'npmmirror.com'].map(
      (host) => new RegExp(`registry\\.${host}`),
    )
    const naming = listFiles()
      .filter((path) => !/\.(gz|duckdb|png|wasm|zip)$/.test(path))
      .filter((path) => hosts.some((host) => host.test(read(path))))
    expect(naming).toEqual([])
  })
})

function countLines(files: readonly SourceFile[]): number {
  return files.reduce((total, { text }) => total + countCode(text), 0)
}

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { createTemporaryDirectory, type TemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { makeTemplate } from '../build/make-template.ts'
import { type PackageFiles, renderTemplate } from '../src/scaffold/template.ts'
import { runIn } from './run-command.ts'

const example = new URL('../../../examples/destination-jsonl/', import.meta.url)

describe('the template', () => {
  it('is the example of a destination, word for word, but for what says so', async () => {
    const { 'README.md': readme = '', ...others } = await makeTemplate()
    for (const [path, text] of Object.entries(others)) {
      if (path !== 'package.json' && path !== '.gitignore') expect(text, path).toBe(await read(path))
    }
    const [before = '', , after = ''] = (await read('README.md')).split(/<!-- .* -->\n\n/)
    expect(readme).toBe(`${before}${after}`)
    expect(before).toContain('each row is there once')
    const template = { 'README.md': readme, ...others }
    expect(Object.keys(template)).toEqual(expect.arrayContaining(['src/index.ts', 'test/harness.ts', 'LICENSE']))
    expect(renderTemplate(template, 'jsonl')).toEqual(template)
  })

  it('asks for releases of the kit and the contract, and for tools in one version', async () => {
    const manifest = manifestOf(await makeTemplate())
    expect(manifest.dependencies).toEqual({ '@ingestr/contract': `^${await versionOf('contract')}` })
    expect(manifest.devDependencies).toEqual({
      '@ingestr/conformance': `^${await versionOf('conformance')}`,
      '@types/node': expect.stringMatching(/^\d+\.\d+\.\d+$/),
      typescript: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      vitest: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    })
    expect(manifest).not.toHaveProperty('private')
    expect(manifest).toMatchObject({ scripts: { pretest: 'npm run build', prepack: 'npm run build' } })
  })
})

describe('the package for another scheme', () => {
  it('has that scheme in its name, its files and its code; only what it writes are still .jsonl', async () => {
    const files = renderTemplate(await makeTemplate(), 'acme-lake')
    expect(manifestOf(files)).toMatchObject({
      name: 'ingestr-destination-acme-lake',
      keywords: ['ingestr', 'ingestr-destination', 'acme-lake'],
    })
    expect(files['src/index.ts']).toContain("import { openAcmeLakeLoad } from './acme-lake-load.js'")
    expect(files['src/index.ts']).toContain("schemes: ['acme-lake']")
    expect(files['src/acme-lake-load.ts']).toContain('function openAcmeLakeLoad(')
    expect(files).toHaveProperty(['src/acme-lake-target.ts'])
    expect(files['test/harness.ts']).toContain("{ createAcmeLakeDestination } from 'ingestr-destination-acme-lake'")
    for (const text of Object.entries(files).flat()) expect(text).not.toMatch(/(?<!\.)jsonl/i)
  })
})

describe('ingestr-conformance new', () => {
  it('writes the package into a folder of its name, and says what to do next', async () => {
    await using place = await createTemporaryDirectory()
    const { code, stdout, stderr } = runIn(place.path, 'new', 'acme-lake')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(
      '  cd ingestr-destination-acme-lake\n  npm install\n  npm run build && npx ingestr-conformance ./test/harness.ts\n',
    )
    expect(stdout).toContain('--dest-uri acme-lake:///out\n')
    expect(await filesIn(place, 'ingestr-destination-acme-lake')).toEqual(
      renderTemplate(await makeTemplate(), 'acme-lake'),
    )
  })

  it('writes into another folder, which may be there, but for a .git empty', async () => {
    await using place = await createTemporaryDirectory()
    await mkdir(join(place.path, 'my work', '.git'), { recursive: true })
    const { code, stdout } = runIn(place.path, 'new', 'acme', 'my work')
    expect(code).toBe(0)
    expect(stdout).toContain('  cd "my work"\n')
    expect(await filesIn(place, 'my work')).toHaveProperty(['src/acme-load.ts'])
  })

  it('leaves a folder alone that has anything in it', async () => {
    await using place = await createTemporaryDirectory()
    await writeFile(join(place.path, 'notes'), 'mine')
    const { code, stderr } = runIn(place.path, 'new', 'acme', '.')
    expect(code).toBe(2)
    expect(stderr).toBe(
      `${place.path} is not empty, and nothing is overwritten: notes is there. Empty it, or name another folder.\n`,
    )
    expect(await filesIn(place, '.')).toEqual({ notes: 'mine' })
  })

  it('says so where the folder is a file', async () => {
    await using place = await createTemporaryDirectory()
    await writeFile(join(place.path, 'taken'), 'mine')
    const { code, stderr } = runIn(place.path, 'new', 'acme', 'taken')
    expect(code).toBe(2)
    expect(stderr).toMatch(/taken cannot be written: EEXIST.*name another folder\.\n$/)
    expect(await filesIn(place, '.')).toEqual({ taken: 'mine' })
  })

  it('writes nothing for a scheme that cannot be', async () => {
    await using place = await createTemporaryDirectory()
    const { code, stderr } = runIn(place.path, 'new', 'Acme')
    expect(code).toBe(2)
    expect(stderr).toContain('this one has "A".')
    expect(await filesIn(place, '.')).toEqual({})
  })
})

interface Manifest {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

function manifestOf(files: PackageFiles): Manifest {
  const manifest: Manifest = JSON.parse(files['package.json'] ?? '')
  return manifest
}

async function versionOf(name: string): Promise<string> {
  const manifest: Manifest = JSON.parse(await read(`../../packages/${name}/package.json`))
  return manifest.version
}

function read(path: string): Promise<string> {
  return readFile(new URL(path, example), 'utf8')
}

async function filesIn(place: TemporaryDirectory, folder: string): Promise<PackageFiles> {
  const present = await readdir(join(place.path, folder), { recursive: true, withFileTypes: true })
  const paths = present.filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const start = join(place.path, folder, 'x').length - 1
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path.slice(start), await readFile(path, 'utf8')] as const)),
  )
}

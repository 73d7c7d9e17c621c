import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { createTemporaryDirectory, rejectionOf } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { createDestination } from '../src/connectors.ts'
import { createSystemRuntime } from '../src/index.ts'

const connector = (scheme: string): string => `export const destinationConnector = {
  specificationVersion: 'v1', schemes: ['${scheme}'], parameters: [],
  create: async ({ location }) => ({ location, stateFile: '/nowhere/state', capabilities: { strategies: [] } }),
}`

/** A working directory with a package in its node_modules. */
async function withPackage(
  { name, code, manifest = {} }: { readonly name: string; readonly code: string; readonly manifest?: object },
  use: (open: (uri: string) => Promise<{ readonly location: string }>) => Promise<void>,
): Promise<void> {
  await using directory = await createTemporaryDirectory()
  const folder = join(directory.path, 'node_modules', name)
  await mkdir(folder, { recursive: true })
  const base = { name, version: '1.0.0', type: 'module', exports: './index.js', ...manifest }
  await writeFile(join(folder, 'package.json'), JSON.stringify(base))
  await writeFile(join(folder, 'index.js'), code)
  const runtime = { ...createSystemRuntime(), workingDirectory: directory.path }
  await use((uri) => createDestination(uri, runtime))
}

it.each([
  ['exports a file', {}],
  ['exports only to import', { exports: { '.': { import: './index.js' } } }],
  ['exports types and a default', { exports: { '.': { import: { types: './index.d.ts', default: './index.js' } } } }],
  ['has a main file', { exports: undefined, main: './index.js' }],
])('a package installed in the working directory is found by its scheme when it %s', async (_name, manifest) => {
  await withPackage({ name: 'ingestr-destination-lake', code: connector('lake'), manifest }, async (open) => {
    expect(await open('lake:///somewhere')).toMatchObject({ location: '/somewhere' })
  })
})

it('a package that is installed beside this one is found as well', async () => {
  await withPackage({ name: 'another', code: '' }, async (open) => {
    expect((await open('jsonl:///out')).location).toMatch(/out$/)
  })
})

it('a scheme that nothing serves names the package to install', async () => {
  await withPackage({ name: 'another', code: '' }, async (open) => {
    const { code, message } = await rejectionOf(open('lake:///somewhere'))
    expect(code).toBe('INVALID_URI')
    expect(message).toContain('npm install ingestr-destination-lake')
  })
})

it.each([
  ['exports no connector', 'export const something = 1', 'exports no destinationConnector'],
  ['exports a connector of another scheme', connector('pond'), 'exports no destinationConnector'],
  ['is broken', 'import "./missing.js"', 'cannot be loaded'],
])('a package that %s is an error that names it', async (_name, text, words) => {
  await withPackage({ name: 'ingestr-destination-lake', code: text }, async (open) => {
    const { code, message } = await rejectionOf(open('lake:///somewhere'))
    expect(code).toBe('INVALID_CONNECTOR')
    expect(message).toContain('ingestr-destination-lake')
    expect(message).toContain(words)
  })
})

it('what may be a token in the place of a scheme is in no message, nor is a package of that name', async () => {
  await withPackage({ name: 'another', code: '' }, async (open) => {
    const { message } = await rejectionOf(open('dg9rojeymzq1njc4otawmtiznduam3:///somewhere'))
    expect(message).not.toContain('dg9roj')
  })
})

import { describe, expect, it } from 'vitest'

import { documentedCodes, errorCodes } from '../src/error-codes.ts'
import { exists, listFiles, listPublishedPackages, read, readSources } from '../src/repository.ts'

const files = listFiles()
const packages = listPublishedPackages()
const libraries = packages.filter(({ manifest }) => !['ingestr', 'ingestr-server'].includes(manifest.name))
const settings = 'apps/cli/src/settings.ts'
/** Names of variables, not of errors. */
const namesOfVariables = new Set([settings, 'apps/cli/src/older-flags.ts'])

describe('docs/errors.md', () => {
  const used = packages.flatMap(({ folder }) =>
    readSources(folder)
      .filter(({ path }) => !namesOfVariables.has(path))
      .flatMap(({ text }) => errorCodes(text)),
  )
  const documented = documentedCodes(read('docs/errors.md'))

  it('explains every code that a package uses', () => {
    expect([...new Set(used)].filter((code) => !documented.includes(code)).toSorted()).toEqual([])
  })

  it('explains no code that is gone, and none twice', () => {
    expect(documented.filter((code) => !used.includes(code))).toEqual([])
    expect(new Set(documented).size).toBe(documented.length)
  })
})

describe('an example in a README', () => {
  it.each(libraries.map(({ folder, manifest }) => [manifest.name, folder] as const))(
    '%s is a file that a test runs, word for word',
    (_, folder) => {
      const blocks = Array.from(read(`${folder}/README.md`).matchAll(/^```ts\n(.*?)^```$/gms), ([, code = '']) =>
        flush(code),
      )
      const inFolder = files.filter((path) => path.startsWith(`${folder}/`) && path.endsWith('.ts'))
      const examples = inFolder.filter((path) => /\/(examples|test)\//.test(path)).map((path) => flush(read(path)))
      const tests = inFolder.filter((path) => path.endsWith('.test.ts')).map((path) => read(path))
      expect(blocks.length).toBeGreaterThan(0)
      expect(blocks.filter((block) => !examples.some((example) => example.includes(block)))).toEqual([])
      for (const path of inFolder.filter((file) => file.includes('/examples/'))) {
        const name = path.slice(path.indexOf('/examples/') + 1)
        expect(
          tests.some((test) => test.includes(name)),
          `a test that runs ${path}`,
        ).toBe(true)
      }
    },
  )
})

/** Without indentation, so that a part of a function can be shown. */
function flush(code: string): string {
  return code.trim().replaceAll(/^ +/gm, '')
}

describe('documentation', () => {
  // Links between pages of the site are checked where it is built.
  const elsewhere = ['.changeset/', 'apps/docs/pages/']
  const pages = files.filter((path) => path.endsWith('.md') && !elsewhere.some((folder) => path.startsWith(folder)))

  it.each(pages)('%s links only to files that are there', (page) => {
    const folder = page.includes('/') ? page.slice(0, page.lastIndexOf('/') + 1) : ''
    const links = Array.from(read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g), ([, target = '']) => target)
    expect(links.filter((target) => !exists(folder + target))).toEqual([])
  })

  it('shows the main command as it is', () => {
    const command = [
      `ingestr ingest --source-uri 'intercom://?access_token=dG9rOjE...&region=us' --source-table contacts`,
      '--dest-uri duckdb:///intercom.duckdb --dest-table intercom.contacts',
    ]
    expect(read('README.md').replaceAll(/\s*\\\n\s*/g, ' ')).toContain(command.join(' '))
  })

  it('lists every flag of the command with its variables in the README, and no other', () => {
    const given = Array.from(
      read(settings).matchAll(/flag: '(--[a-z-]+)',\s*variables: \[([^\]]+)\]/g),
      ([, flag = '', variables = '']) => [flag, ...Array.from(variables.matchAll(/'(\w+)'/g), ([, name]) => name)],
    )
    const section = read('README.md')
      .split(/^## /m)
      .find((text) => text.startsWith('The command\n'))
    const rows = Array.from(
      (section ?? '').matchAll(/^\| `(--[a-z-]+)` *\|([^|]+)\|/gm),
      ([, flag = '', variables = '']) => [flag, ...Array.from(variables.matchAll(/`(\w+)`/g), ([, name]) => name)],
    )
    expect(given.length).toBe(read(settings).match(/flag: '/g)?.length)
    expect(rows.toSorted()).toEqual(given.toSorted())
  })

  it('lists every package in the README', () => {
    const readme = read('README.md')
    expect(packages.filter(({ folder }) => !readme.includes(`](${folder})`)).map(({ folder }) => folder)).toEqual([])
  })
})

describe('docs/decisions', () => {
  it('are all in their list', () => {
    const list = read('docs/decisions/README.md')
    const written = files
      .filter((path) => /^docs\/decisions\/\d.*\.md$/.test(path))
      .map((path) => path.split('/').at(-1) ?? '')
    expect(written.length).toBeGreaterThan(20)
    expect(written.filter((name) => !list.includes(`](${name})`))).toEqual([])
  })
})

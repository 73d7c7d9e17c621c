import { globSync } from 'node:fs'

import { intercomResources } from '@ingestr/intercom-resources'
import { describe, expect, it } from 'vitest'

import { composeSite } from '../src/compose-site.ts'
import { readFragment } from '../src/fragment.ts'
import { describeCommands, parseCommandLine } from '../src/generated/describe-commands.ts'
import { root } from '../src/repository.ts'
import { rewriteLinks, type Target } from '../src/rewrite-links.ts'
import { commandLinesIn } from './command-lines.ts'

const site = composeSite()
const whole = { section: undefined, isOwn: false, isBody: false, without: [], level: 1 }

describe('the site', () => {
  it.each(globSync(['docs/*.md', 'docs/recipes/*.md', 'packages/*/README.md'], { cwd: root }))('has %s', (path) => {
    expect(site.map(({ source }) => source)).toContain(path)
  })

  it('has each column of each table, with its type and what it is', () => {
    for (const { table } of intercomResources.values()) {
      const text = textOf(`tables/${table.name}.md`)
      for (const { name } of table.columns)
        expect(text).toMatch(new RegExp(String.raw`^\| \*\*\`${name}\`\*\*<br>[A-Z]+ \| \S`, 'm'))
    }
  })

  it('has each flag of each command, with its variables', () => {
    expect(describeCommands().length).toBeGreaterThan(8)
    for (const { name, flags } of describeCommands()) {
      for (const { usage, variables } of flags) {
        expect(textOf(`cli/${name}.md`)).toContain(
          [`**\`${usage}\`**`, ...variables.map((each) => `\`${each}\``)].join('<br>'),
        )
      }
    }
  })

  it('leads from file to file as from page to page, and to the repository where there is no page', () => {
    expect(textOf('recipes/without-personal-data.md')).toContain('[All algorithms](/masking.md)')
    expect(textOf('later-runs.md')).not.toMatch(/\]\((?!\/|https:)/)
    expect(textOf('contribute/destination.md')).toMatch(
      /\]\(https:\/\/[^)]+\/tree\/main\/examples\/destination-jsonl\)/,
    )
  })
})

describe('a fragment', () => {
  it('is a section with those below it, and its heading on the level that is wanted', () => {
    const { text } = readFragment({ ...whole, file: 'README.md', section: 'the-tables', level: 1 })
    expect(text).toMatch(/^# The tables\n/)
    expect(text).toMatch(/^## Columns$/m)
    expect(text).not.toContain('What a second run does')
  })

  it('is without its heading, the sections below it and parts of it, where these are not wanted', () => {
    const wanted = { section: 'the-tables', isOwn: true, isBody: true, without: ['tables'] }
    const { text } = readFragment({ ...whole, ...wanted, file: 'README.md' })
    expect(text).toMatch(/^What the API does not list/)
    expect(text).not.toContain('Columns')
  })

  it('has to be there', () => {
    expect(() => readFragment({ ...whole, file: 'README.md', section: 'nowhere' })).toThrow('no section #nowhere')
    expect(() => readFragment({ ...whole, file: 'README.md', without: ['nothing'] })).toThrow('no part nothing')
  })
})

describe('links', () => {
  it('get another target, and nothing else changes', () => {
    const text = '[`a`](x.md#y "title"), [b](#c), `[d](e)`, [f](https://g.h), [i](/j.md)\n\n| [k](../l/) |\n'
    expect(rewriteLinks(text, 'docs/m/n.md', locate)).toBe(
      '[`a`](<docs/m/x.md|y>), [b](<docs/m/n.md|c>), `[d](e)`, [f](https://g.h), [i](/j.md)\n\n| [k](<docs/l|>) |\n',
    )
  })
})

describe('command lines', () => {
  it('are found in the text of a shell', () => {
    const text =
      "export A=b\ningestr ingest --mask 'x y' \\\n  --strict > out\n  npx ingestr tables <table> | cat\nother ingestr\n"
    expect(commandLinesIn(text)).toEqual([
      ['ingest', '--mask', 'x y', '--strict'],
      ['tables', '<table>'],
    ])
  })

  it('are parsed by the program itself', async () => {
    await parseCommandLine(['ingest', '--strict'])
    await expect(parseCommandLine(['ingest', '--strickt'])).rejects.toThrow('--strict')
    await expect(parseCommandLine(['inhale'])).rejects.toThrow('no command "inhale"')
  })
})

function locate({ path, anchor }: Target): string {
  return `<${path}|${anchor ?? ''}>`
}

function textOf(path: string): string {
  return site.find((page) => page.path === path)?.text ?? ''
}

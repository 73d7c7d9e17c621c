import { globSync } from 'node:fs'
import { basename, join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { codeBlocksOf, codeWordsOf, type CodeBlock } from '../src/code-blocks.ts'
import { composeSite } from '../src/compose-site.ts'
import { describeCommands, parseCommandLine } from '../src/generated/describe-commands.ts'
import { exists, read, root } from '../src/repository.ts'
import { commandLinesIn } from './command-lines.ts'
import { notRunHere, runsElsewhere, type Elsewhere } from './run-elsewhere.ts'
import { runBlock } from './run-block.ts'

const site = composeSite()
/** Each once: the home page and the start have one in common. */
const blocks = [...new Map(site.flatMap((page) => codeBlocksOf(page).map((block) => [block.code, block]))).values()]
const inRecipes = blocks.filter(({ page }) => page.startsWith('recipes/'))
const others = blocks.filter(({ page }) => !page.startsWith('recipes/'))
const programs = others.filter(({ language }) => language === 'ts')
const commands = others.filter(({ language }) => language === 'sh')
const elsewhere = commands.filter((block) => whereRun(block) !== undefined)

describe('every block of the site', () => {
  it('is a program, a command, part of a recipe, or of a language that cannot be run', () => {
    const left = others.filter((block) => ![...programs, ...commands].includes(block))
    expect(left.filter(({ language }) => !Object.keys(notRunHere).includes(language))).toEqual([])
    expect(blocks.length).toBeGreaterThan(40)
  })
})

describe('a program', () => {
  const files = globSync(['packages/*/{examples,test}/*.ts', 'examples/*/{,*/}*.ts'], { cwd: root })
    .filter((path) => !path.includes('node_modules'))
    .map((path) => ({ path, text: flush(read(path)) }))

  it.each(named(programs))('is a file that CI runs: %s', (_, { code }) => {
    const file = files.find(({ text }) => text.includes(flush(code)))
    expect(file, code).toBeDefined()
    const [, folder = ''] = /^(packages\/[^/]+|examples\/[^/]+)\//.exec(file?.path ?? '') ?? []
    const runners = folder.startsWith('packages/')
      ? globSync(`${folder}/test/*.test.ts`, { cwd: root })
      : ['tooling/setup/src/outside/library-examples.ts']
    expect(runners.some((path) => read(path).includes(basename(file?.path ?? '')))).toBe(true)
  })
})

describe('a command', () => {
  it.each(named(commands.filter((block) => !elsewhere.includes(block))))(
    'does what it is for: %s',
    async (_, block) => {
      const { exitCode, output } = await runBlock(block)
      expect(exitCode, `${block.code}\n${output}`).toBe(0)
    },
  )

  it.each(named(elsewhere))('is run by something else: %s', (_, block) => {
    const { by, says } = whereRun(block) ?? { by: '', says: '' }
    expect(read(by)).toContain(says)
  })

  it.each(named(elsewhere))('could be typed: %s', async (_, { code }) => {
    for (const line of commandLinesIn(code)) await parseCommandLine(line)
  })

  it('is one that the program takes, also within a text', async () => {
    const calls = site.flatMap(codeWordsOf).flatMap(commandLinesIn).map(withoutGaps)
    const names = calls.filter(({ length }) => length === 1).flat()
    const known = new Set(['--help', ...describeCommands().map(({ name }) => name)])
    expect(names.filter((name) => !known.has(name))).toEqual([])
    const longer = new Map(calls.filter(({ length }) => length > 1).map((args) => [args.join(' '), args]))
    expect(longer.size).toBeGreaterThan(3)
    for (const args of longer.values()) await parseCommandLine(args)
  })

  it('is still on the site, where it is said to be run by something else', () => {
    const unused = runsElsewhere.filter(({ begins }) => !elsewhere.some(({ code }) => code.startsWith(begins)))
    expect(unused).toEqual([])
  })
})

describe('a recipe', () => {
  it.each([...new Set(inRecipes.map(({ page }) => basename(page, '.md')))])('is followed by a test: %s', (name) => {
    expect(read('apps/cli/test/recipes.test.ts')).toContain(`follow('${name}'`)
  })

  it('has blocks that this test runs, and few others', () => {
    const left = inRecipes.filter(({ language }) => !['sh', 'sql', 'python'].includes(language))
    expect(left.filter(({ language }) => !Object.keys(notRunHere).includes(language))).toEqual([])
  })
})

describe('what is not run', () => {
  it('has a reason, which names a file that is there', () => {
    for (const { by } of runsElsewhere) expect(exists(by), join(root, by)).toBe(true)
    const languages = blocks.map(({ language }) => language)
    expect(Object.keys(notRunHere).filter((language) => !languages.includes(language))).toEqual([])
  })
})

/** A text leaves out what is beside its point. */
function withoutGaps(args: readonly string[]): readonly string[] {
  return args.filter((word) => word !== '…')
}

function whereRun({ code }: CodeBlock): Elsewhere | undefined {
  return runsElsewhere.find(({ begins }) => code.startsWith(begins))
}

function named(all: readonly CodeBlock[]): (readonly [string, CodeBlock])[] {
  return all.map((block) => [`${block.page}, ${block.code.split('\n')[0]}`, block] as const)
}

/** Without indentation, so that a part of a function can be shown. */
function flush(code: string): string {
  return code.trim().replaceAll(/^ +/gm, '')
}

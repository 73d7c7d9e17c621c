import { spawnSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { runCommand } from '../src/command.ts'
import { createProgram, type Handlers } from '../src/program.ts'
import { groups, settings } from '../src/settings.ts'
import { runCli, type Run } from './run-cli.ts'

const bin = fileURLToPath(new URL('../bin/ingestr.js', import.meta.url))
const canary = 'dG9rOmNhbmFyeS1jYW5hcnk='
const source = `intercom://?access_token=${canary}`
const complete = ['--source-uri', source, '--source-table', 'tags', '--dest-uri', 'duckdb:///x.duckdb']

describe('ingestr without anything to do', () => {
  it.each([[[]], [['--help']], [['ingest', '--help']]])('prints help to stdout for %j', async (args) => {
    const { exitCode, stdout, stderr } = await run(args)
    expect(stdout).toMatch(/^Usage: ingestr/)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })

  it('explains every flag of ingest in groups, and where its variable is', async () => {
    const { stdout } = await run(['ingest', '--help'])
    for (const { flag, help } of Object.values(settings)) {
      expect(stdout).toMatch(new RegExp(String.raw`^  ${flag}( <\w+>)? +${escaped(help)}$`, 'm'))
    }
    for (const heading of Object.values(groups)) expect(stdout).toContain(`\n${heading}\n`)
    expect(stdout).toContain('INGESTR_FULL_REFRESH')
  })

  it.each([
    [['--help'], 24],
    [['ingest', '--help'], 50],
    [['plan', '--help'], 50],
    [['check', '--help'], 24],
    [['status', '--help'], 24],
    [['verify', '--help'], 24],
    [['reset', '--help'], 24],
    [['preview', '--help'], 24],
    [['tables', '--help'], 24],
    [['completion', '--help'], 24],
  ])('fits a screen for %j: %d lines of 80 columns', async (args, lines) => {
    const { stdout } = await run(args)
    const printed = stdout.trimEnd().split('\n')
    expect(printed.length).toBeLessThanOrEqual(lines)
    expect(printed.filter((line) => line.length > 80)).toEqual([])
    expect(printed).toContain('Examples:')
  })

  it.each([[[]], ...commandNames().map((name) => [[name]])])(
    'says the same in a terminal of 50 columns, without a broken word: %j',
    async (args) => {
      const [narrow, wide] = await Promise.all([50, 80].map((columns) => helpAt(columns, args)))
      expect(narrow?.split('\n').filter((line) => line.length > 50)).toEqual([])
      expect(wordsOf(narrow)).toEqual(wordsOf(wide))
    },
  )

  it('has a variable for every flag, called as the help says', () => {
    for (const { flag, variables } of Object.values(settings)) {
      const name = flag.replace('--dest-', '--destination-').slice(2).replaceAll('-', '_').toUpperCase()
      expect(variables).toContain(`INGESTR_${name}`)
    }
  })

  it('takes its width from the terminal', async ({ skip }) => {
    skip(spawnSync('script', ['--version']).status !== 0, 'There is no script on this machine.')
    const command = `stty cols 50; '${process.execPath}' '${bin}' ingest --help`
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8' })
    expect(stdout).toContain('--dest-table intercom.contacts')
    expect(stdout.split('\r\n').filter((line) => line.length > 50)).toEqual([])
  })

  it('has every command, and every flag of its own, in the README', async () => {
    const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
    const { commands } = createProgram(handlers, { write: () => {}, columns: undefined })
    expect(commands.length).toBeGreaterThan(8)
    for (const command of commands) {
      expect(readme).toContain(`ingestr ${command.name()}`)
      const flags = command.options.filter(({ hidden }) => !hidden).map(({ long }) => long ?? '')
      for (const flag of flags) expect(readme, command.name()).toContain(`\`${flag}\``)
    }
  })

  it('prints its version', async () => {
    expect(await run(['--version'])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })
})

describe('a command line that cannot be', () => {
  it.each([
    ['an unknown flag', ['ingest', '--source-url', source], '--source-url', '--source-uri'],
    ['an unknown flag with its value', ['ingest', `--sorce-uri=${source}`], '--sorce-uri', '--source-uri'],
    ['a flag of another shape', ['ingest', ...complete, '--full_refresh'], '--full_refresh', '--full-refresh'],
    ['a flag that looks like a token', ['ingest', `-${canary}`], 'no such flag'],
    ['a switch with a value', ['ingest', ...complete, '--full-refresh=false'], '--full-refresh takes no value'],
    ['a flag before the command', ['--source-uri', source, 'ingest'], 'The command comes first: ingestr ingest'],
    ['a word like no command', ['contacts'], 'There is no command "contacts". See ingestr --help.'],
    ['a word like no flag', ['ingest', '--yess'], 'There is no flag --yess. See ingestr ingest --help.'],
    ['an unknown command', ['ingst', source], 'no command "ingst"', 'ingestr ingest'],
    ['help for an unknown command', ['help', 'banana'], 'no command "banana"', 'ingestr --help'],
    ['help for a token', ['help', canary], 'no such command'],
    ['a URI in place of the command', [source], 'no such command'],
    ['a URI without its flag', ['ingest', source], 'a value without a flag'],
    ['a flag without its value', ['ingest', ...complete, '--dest-table'], '--dest-table needs a value'],
    ['a flag with an empty value', ['ingest', '--source-uri', ''], '--source-uri needs a value'],
    ['no source', ['ingest', ...complete.slice(2)], '--source-uri is missing', 'INGESTR_SOURCE_URI'],
    ['no table', ['ingest', '--source-uri', source, ...complete.slice(4)], '--source-table is missing'],
    ['no destination', ['ingest', ...complete.slice(0, 4)], '--dest-uri is missing'],
    ['a date that is none', ['ingest', ...complete, '--interval-start', 'soon'], '"soon"', '2026-11-23T08:30:00Z'],
    ['a day that is none', ['ingest', ...complete, '--interval-end', '2024-02-30'], '"2024-02-30"'],
  ])('is told in one line with exit code 2: %s', async (_, args, ...parts) => {
    const { exitCode, stdout, stderr } = await run(args)
    expect(stderr).toMatch(/^ingestr: [^\n]+\n$/)
    for (const part of parts) expect(stderr).toContain(part)
    expect(stderr).not.toContain(canary)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  })
})

/** Runs in a folder of its own, in which a command line that goes wrong must leave nothing. */
async function run(args: readonly string[]): Promise<Run> {
  await using folder = await createTemporaryDirectory()
  const result = await runCli(args, { cwd: folder.path })
  expect(await readdir(folder.path)).toEqual([])
  return result
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
}

const handlers = new Proxy<Handlers>(Object.create(null), { get: () => async () => {} })

function commandNames(): readonly string[] {
  const { commands } = createProgram(handlers, { write: () => {}, columns: undefined })
  return commands.map((command) => command.name())
}

async function helpAt(columns: number, args: readonly string[]): Promise<string> {
  let text = ''
  await runCommand([...args, '--help'], handlers, { write: (part) => (text += part), columns })
  return text
}

/** Examples go on in the next line after a backslash. */
function wordsOf(help: string | undefined): readonly string[] {
  return (help ?? '').split(/\s+/).filter((word) => word !== '\\')
}

import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { Command, Option } from 'commander'
import { beforeAll, describe, expect, it } from 'vitest'

import { bashCompletion } from '../src/completion/bash.ts'
import { describeProgram } from '../src/completion/describe-program.ts'
import { fishCompletion } from '../src/completion/fish.ts'
import { zshCompletion } from '../src/completion/zsh.ts'
import { settings } from '../src/settings.ts'
import { completeIn, hasShell, type Shell } from './complete-in-shell.ts'
import { runCli } from './run-cli.ts'

const shells: readonly Shell[] = ['bash', 'zsh', 'fish']
const commands = ['ingest', 'plan', 'check', 'status', 'verify', 'reset', 'preview', 'tables', 'completion', 'help']
const tables =
  'contacts companies conversations articles tags segments admins teams data_attributes conversation_attributes'

/** Lines that end at the cursor, and what takes the place of their last word. */
const cases: ReadonlyArray<readonly [line: string, offered: readonly string[]]> = [
  ['ingestr ', commands],
  ['ingestr ing', ['ingest']],
  ['ingestr --', ['--help', '--version']],
  ['ingestr ingest --schema-', ['--schema-contract', '--schema-naming']],
  ['ingestr status --', ['--dest-uri', '--lock-timeout', '--json', '--help']],
  ['ingestr ingest --source-table c', ['contacts', 'companies', 'conversations', 'conversation_attributes']],
  ['ingestr ingest --source-table contacts,t', ['contacts,tags', 'contacts,teams']],
  ['ingestr ingest --source-table contacts,tags,t', ['contacts,tags,teams']],
  ['ingestr ingest --source-table=contacts,te', ['--source-table=contacts,teams']],
  ['ingestr ingest --schema-contract dis', ['discard_row', 'discard_value']],
  ['ingestr ingest --schema-contract=fr', ['--schema-contract=freeze']],
  ['ingestr ingest --strict --schema-naming ', ['auto', 'direct', 'snake_case']],
  ['ingestr plan --incremental-strategy ', ['merge', 'replace', 'append']],
  ['ingestr ingest --progress j', ['json']],
  ['ingestr ingest --interval-start ', []],
  ['ingestr ingest --source-uri ', ['@']],
  ['ingestr ingest --source-uri @inter', ['@intercom.uri']],
  ['ingestr ingest --dest-uri ', ['@', 'duckdb:///']],
  ['ingestr ingest --dest-uri duckdb:///o', ['duckdb:///old.duckdb']],
  ['ingestr ingest --dest-uri=duckdb:///o', ['--dest-uri=duckdb:///old.duckdb']],
  ["ingestr ingest --dest-uri 'duckdb:///o", ['duckdb:///old.duckdb']],
  ['ingestr ingest --dest-uri duckdb:///n', ['duckdb:///new one.duckdb']],
  // `duckdb:///data/…` would be absolute.
  ['ingestr ingest --dest-uri duckdb:///./data/i', ['duckdb:///./data/in.duckdb']],
  ['ingestr ingest --dest-uri duckdb:////proc/versi', ['duckdb:////proc/version']],
  ['ingestr ingest --dest-uri duckdb:///proc/versi', ['duckdb:///proc/version']],
  ['ingestr ingest --report inter', ['intercom.uri']],
  ['ingestr ingest --mask email:hash --mas', ['--mask']],
  ['ingestr preview ', tables.split(' ')],
  ['ingestr tables contacts --j', ['--json']],
  ['ingestr help ver', ['verify']],
  ['ingestr completion ', ['bash', 'zsh', 'fish']],
]

describe.each(shells)('completion in %s', (shell) => {
  const isMissing = !hasShell(shell)
  let offered: ReadonlyMap<string, readonly string[]> = new Map()

  beforeAll(async () => {
    if (isMissing) return
    await using folder = await createTemporaryDirectory()
    const [own, cwd] = [join(folder.path, 'own'), join(folder.path, 'cwd')]
    await mkdir(own)
    await mkdir(join(cwd, 'data'), { recursive: true })
    for (const name of ['intercom.uri', 'old.duckdb', 'new one.duckdb', 'data/in.duckdb']) {
      await writeFile(join(cwd, name), '')
    }
    const { stdout } = await runCli(['completion', shell], { cwd })
    const lines = cases.map(([line]) => line)
    offered = await completeIn(shell, stdout, lines, { own, cwd })
    expect(await readdir(cwd)).toHaveLength(4)
  }, 60_000)

  it.for(cases)('of "%s" offers %j', ([line, expected], { skip }) => {
    skip(isMissing && shell !== 'bash', `There is no ${shell} on this machine.`)
    expect(offered.get(line)?.toSorted()).toEqual(expected.toSorted())
  })
})

describe('a script of completion', () => {
  const program = new Command('tool').exitOverride()
  program.command('fetch').description("what's [new]: all").argument('<table>').option('--sort <order>')
  program
    .command('later')
    .addOption(new Option('--form <form>').choices(['short', 'long']))
    .option('--log <file>')
  program.command('hidden', { hidden: true })
  const described = describeProgram(program, ['contacts'])

  it.for([
    ['bash', bashCompletion, 'tool l', ['later']],
    ['bash', bashCompletion, 'tool later --', ['--form', '--log', '--help']],
    ['bash', bashCompletion, 'tool later --form s', ['short']],
    ['bash', bashCompletion, 'tool later --log intercom', ['intercom.uri']],
    ['bash', bashCompletion, 'tool fetch c', ['contacts']],
    ['zsh', zshCompletion, 'tool later --', ['--form', '--log', '--help']],
    ['zsh', zshCompletion, 'tool later --log intercom', ['intercom.uri']],
    ['zsh', zshCompletion, 'tool f', ['fetch']],
    ['fish', fishCompletion, 'tool later --', ['--form', '--log', '--help']],
    ['fish', fishCompletion, 'tool later --log intercom', ['intercom.uri']],
    ['fish', fishCompletion, 'tool f', ['fetch']],
  ] as const)(
    'in %s has commands and flags that a program gets later (%#)',
    async ([shell, make, line, expected], { skip }) => {
      skip(shell !== 'bash' && !hasShell(shell), `There is no ${shell} on this machine.`)
      await using folder = await createTemporaryDirectory()
      await writeFile(join(folder.path, 'intercom.uri'), '')
      const script = make(described)
      const found = await completeIn(shell, script, [line], { own: folder.path, cwd: folder.path })
      expect(found.get(line)?.toSorted()).toEqual(expected.toSorted())
    },
  )
})

describe('ingestr completion', () => {
  it('knows every choice that the help names', () => {
    for (const { choices, help } of Object.values(settings)) {
      for (const choice of choices ?? []) expect(help).toContain(choice)
    }
  })

  it.each([
    [['completion'], 'needs the name of a shell'],
    [['completion', 'tcsh'], 'There is no completion for "tcsh". Shells are: bash, zsh, fish.'],
  ])('says what is wrong with %j', async (args, words) => {
    const { exitCode, stderr } = await runCli(args, { cwd: '/' })
    expect(stderr).toContain(words)
    expect(exitCode).toBe(2)
  })
})

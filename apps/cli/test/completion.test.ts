import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { runCli } from './run-cli.ts'

const hasShell = (name: string): boolean => spawnSync(name, ['--version']).status === 0

describe('completion in bash', () => {
  it.each([
    ['ing', ['ingest']],
    ['', ['ingest', 'plan', 'check', 'status', 'verify', 'reset', 'preview', 'tables', 'completion']],
    ['ingest --source-t', ['--source-table']],
    ['ingest --source-table conv', ['conversations', 'conversation_attributes']],
    ['ingest --progress ', ['interactive', 'log', 'json']],
    ['ingest --strict --schema-contract dis', ['discard_row', 'discard_value']],
    ['ingest --source-uri ', []],
    ['preview com', ['companies']],
    ['status --j', ['--json']],
    ['status --source', []],
    ['reset --y', ['--yes']],
    ['completion f', ['fish']],
  ])('of "ingestr %s" offers %j', async (typed, expected) => {
    const script = await scriptFor('bash')
    const words = ['ingestr', ...typed.split(' ')]
    const ask = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _ingestr; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-u', '-c', `${script}\n${ask}`], {
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const offered = stdout.split('\n').filter((word) => word !== '')
    if (typed === '') expect(offered).toEqual(expect.arrayContaining(expected))
    else expect(offered).toEqual(expected)
  })
})

describe.runIf(hasShell('fish'))('completion in fish', () => {
  it.each([
    ['ingestr ver', 'verify'],
    ['ingestr ingest --source-table cont', 'contacts'],
    ['ingestr ingest --schema-n', '--schema-naming'],
    ['ingestr completion z', 'zsh'],
  ])('of "%s" offers %s', async (typed, expected) => {
    await using folder = await createTemporaryDirectory()
    const path = join(folder.path, 'ingestr.fish')
    await writeFile(path, await scriptFor('fish'))
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', `source ${path}; complete -C '${typed}'`], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toContain(expected)
  })
})

describe.runIf(hasShell('zsh'))('completion in zsh', () => {
  it('is a script that zsh takes, and asks its own helpers for what fits', async () => {
    await using folder = await createTemporaryDirectory()
    const path = join(folder.path, 'ingestr.zsh')
    await writeFile(path, await scriptFor('zsh'))
    const helpers =
      'compdef() { :; }; _arguments() { printf \'%s\\n\' "$@"; }; _describe() { printf \'%s\\n\' "${(@P)2}"; }'
    const ask = `${helpers}; source ${path}; words=(ingestr ingest --x); CURRENT=3; _ingestr; words=(ingestr x); CURRENT=2; _ingestr`
    const { status, stdout, stderr } = spawnSync('zsh', ['-f', '-c', ask], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('--progress[interactive, log or json]:value:(interactive log json)')
    expect(stdout).toContain(String.raw`verify:compare tables with Intercom`)
  })
})

describe('ingestr completion', () => {
  it.each([
    [['completion'], 'needs the name of a shell'],
    [['completion', 'tcsh'], 'There is no completion for "tcsh". Shells are: bash, zsh, fish.'],
  ])('says what is wrong with %j', async (args, words) => {
    const { exitCode, stderr } = await runCli(args, { cwd: '/' })
    expect(stderr).toContain(words)
    expect(exitCode).toBe(2)
  })
})

async function scriptFor(shell: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(['completion', shell], { cwd: '/' })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return stdout
}

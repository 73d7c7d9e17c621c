import { readFile } from 'node:fs/promises'

import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { olderFlags } from '../src/older-flags.ts'
import { settings } from '../src/settings.ts'
import { runCli } from './run-cli.ts'

const uris = ['--source-uri', 'intercom://?access_token=dG9rOjE', '--dest-uri', 'duckdb:///x.duckdb']
const complete = ['ingest', ...uris, '--source-table', 'tags']
const refused = olderFlags.filter(({ outcome }) => outcome === 'refused')
const ignored = olderFlags.filter(({ outcome }) => outcome === 'ignored')

describe('a flag of the older ingestr', () => {
  it('that is ignored is told of in one note, and the run goes on', async () => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    const args = ignored.flatMap(({ flag, isSwitch }) => (isSwitch === true ? [flag] : [flag, '7']))
    const { exitCode, stderr, stdout } = await runCli([...complete.with(2, fake.connectionUri()), ...args], {
      cwd: folder.path,
    })
    for (const { flag, reason } of ignored) expect(stderr).toContain(`Note: ${flag} changes nothing: ${reason}.\n`)
    expect(stderr).toContain('Note: --partition-by changes nothing')
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^tags → /) })
  })

  it.each(refused)('is refused before anything is made: $flag', async ({ flag, isSwitch, reason, variables }) => {
    await using folder = await createTemporaryDirectory()
    const given = isSwitch === true ? [flag] : [flag, 'json']
    const byFlag = await runCli([...complete, ...given], { cwd: folder.path })
    expect(byFlag).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `ingestr: ${flag} is refused: ${reason}. Leave it out.\n`,
    })
    const [variable = ''] = variables
    const env = { [variable]: isSwitch === true ? 'true' : 'json' }
    expect(await runCli(complete, { cwd: folder.path, env })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`The variable ${variable} is refused`),
    })
  })

  it('that is a switch is off where its variable says so', async () => {
    await using folder = await createTemporaryDirectory()
    const env = { INGESTR_STREAM: 'false', INGESTR_DEBUG: '0' }
    const { stderr } = await runCli([...complete, '--interval-start', 'soon'], { cwd: folder.path, env })
    expect(stderr).toContain('"soon"')
  })

  it('is documented, and is none of the flags that there are', async () => {
    const page = await readFile(new URL('../../../docs/older-flags.md', import.meta.url), 'utf8')
    const rows = Array.from(
      page.matchAll(/^\| `(?<flag>--[a-z-]+)` *\| (?<variables>.*?) *\| (?<is>.*?) *\| (?<why>.*?) *\|$/gm),
    )
    expect(rows.map(({ groups }) => ({ ...groups }))).toEqual(
      olderFlags.map(({ flag, variables, outcome, harmless, reason }) => ({
        flag,
        variables: variables.map(code).join(', '),
        is: harmless === undefined ? outcome : `${outcome}, but for ${harmless.map(code).join(' and ')}`,
        why: reason,
      })),
    )
    const own = new Set(Object.values(settings).map(({ flag }) => flag))
    expect(olderFlags.filter(({ flag }) => own.has(flag))).toEqual([])
  })
})

function code(text: string): string {
  return `\`${text}\``
}

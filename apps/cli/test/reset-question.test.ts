import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { runCli } from './run-cli.ts'

const bin = fileURLToPath(new URL('../bin/ingestr.js', import.meta.url))
const destination = ['--dest-uri', 'duckdb:///x.duckdb']

const hasScript = spawnSync('script', ['--version']).status === 0

describe.skipIf(!hasScript)('the question of reset', () => {
  it.each([
    ['y and Enter', 'y\r', 0, 'main.tags: the next run reads everything. Its 12 rows stay.'],
    ['n and Enter', 'n\r', 1, 'Nothing was forgotten.'],
    ['Ctrl-C', '\u0003', 130, 'Nothing was forgotten.'],
    ['Ctrl-D', '\u0004', 1, 'Nothing was forgotten.'],
  ])('answered by %s', async (_, keys, exitCode, words) => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    const source = ['--source-uri', fake.connectionUri(), '--source-table', 'tags']
    await runCli(['ingest', ...source, ...destination], { cwd: folder.path })
    const ended = await typeInto(`reset tags ${destination.join(' ')}`, keys, folder.path)
    expect(ended.shown).toContain(words)
    expect(ended.shown).not.toContain('INTERNAL')
    expect(ended.exitCode).toBe(exitCode)
  })
})

/** Runs the command in a terminal, and types once it has asked. */
async function typeInto(
  command: string,
  keys: string,
  cwd: string,
): Promise<{ readonly shown: string; readonly exitCode: number | null }> {
  const child = spawn('script', ['-qec', `'${process.execPath}' '${bin}' ${command}`, '/dev/null'], { cwd })
  let shown = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!shown.includes('[y/N]') && (shown + text).includes('[y/N]')) child.stdin.write(keys)
    shown += text
  })
  await once(child, 'close')
  return { shown, exitCode: child.exitCode }
}

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const folder = fileURLToPath(new URL('.', import.meta.url))

function run(...args: readonly string[]): {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
} {
  const node = ['--conditions=@ingestr/source', '--no-warnings', 'run-main.ts', ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { cwd: folder, encoding: 'utf8' })
  return { code: status, stdout, stderr }
}

describe('ingestr-conformance', () => {
  it('runs every kit that the file has a harness for, and says how each case went', () => {
    const { code, stdout } = run('./sound-harness.ts')
    expect(stdout).toMatch(/^destination: \d+ passed, 0 failed/m)
    expect(stdout).toMatch(/^state store: \d+ passed, 0 failed/m)
    expect(stdout).toMatch(/^source: \d+ passed, 0 failed/m)
    expect(code).toBe(0)
  })

  it('ends with 1 where a case fails', () => {
    const { code, stdout } = run('./faulty-harness.ts')
    expect(stdout).toMatch(/FAIL T15 MUST reject with the reason of an aborted signal, itself\n +prepare resolved/)
    expect(code).toBe(1)
  })

  it.each([
    ['a file that is not there', ['./nothing.js'], 'cannot be loaded'],
    ['a file without a harness', ['./memory/behaviour.ts'], 'exports no harness'],
    ['no file', [], 'Usage:'],
    ['two files', ['a.js', 'b.js'], 'Usage:'],
    ['a flag that there is not', ['--verbose'], 'Usage:'],
  ])('ends with 2 for %s', (_name, args, words) => {
    const { code, stderr } = run(...args)
    expect(stderr).toContain(words)
    expect(code).toBe(2)
  })

  it('prints its usage when asked', () => {
    expect(run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage:') })
  })
})

import { describe, expect, it } from 'vitest'

import { run } from './run-command.ts'

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
    ['new with a flag', ['new', 'acme', '--force'], 'Usage:'],
    ['new with two folders', ['new', 'acme', 'one', 'other'], 'Usage:'],
    ['new without a scheme', ['new'], 'A scheme is missing, as in'],
  ])('ends with 2 for %s', (_name, args, words) => {
    const { code, stderr } = run(...args)
    expect(stderr).toContain(words)
    expect(code).toBe(2)
  })

  it.each([[['--help']], [['-h']], [['new', '--help']]])('prints its usage when asked by %j', (args) => {
    const { code, stdout } = run(...args)
    expect(stdout).toContain('ingestr-conformance new <scheme> [folder]')
    expect(code).toBe(0)
  })
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startChild } from '../src/runs/child-process.ts'
import type { Job } from '../src/runs/job.ts'
import { createRedactor } from '../src/secrets/redactor.ts'

const secret = 'dG9rOmEtc2VjcmV0LW9mLWEtcnVu'
const job: Job = { kind: 'check', sourceUri: `intercom://?access_token=${secret}` }

/** Runs a program in the place of a run's. */
async function run(program: string, given: { readonly silenceMs?: number; readonly heapMegabytes?: number } = {}) {
  await using folder = await createTemporaryDirectory()
  const path = join(folder.path, 'program.mjs')
  writeFileSync(path, program)
  const redactor = createRedactor()
  redactor.add(secret)
  const lines: string[] = []
  const onLine = (line: string): void => void lines.push(line)
  const child = startChild({ program: path, job, workingDirectory: folder.path, redactor, onLine, ...given })
  const [result] = await Promise.allSettled([child.done])
  return { result, lines }
}

const take = `process.on('message', ({ job }) => { const secret = job.sourceUri.split('=')[1];`

describe('the process of a run', () => {
  it('gets its job over its channel, and gives its value back', async () => {
    const { result } = await run(
      `${take} process.send({ type: 'result', value: secret.length }); process.disconnect() })`,
    )
    expect(result).toEqual({ status: 'fulfilled', value: secret.length })
  })

  it('fails a run with the code, the words and the hope that it had', async () => {
    const error = { code: 'REQUEST_FAILED', message: 'no answer', isRetryable: true }
    const { result } = await run(
      `${take} process.send({ type: 'failure', error: ${JSON.stringify(error)} }); process.disconnect() })`,
    )
    expect(result).toMatchObject({ status: 'rejected', reason: error })
  })

  it.each([
    ['ends without a word', 'process.exit(3) })', /ended with code 3/],
    ['ends well without a word', 'process.exit(0) })', /ended with code 0/],
    ['is killed', "process.kill(process.pid, 'SIGKILL') })", /SIGKILL/],
    ['throws', "throw new Error('x') })", /ended with code 1/],
  ])('that %s has crashed, which may pass', async (_, program, message) => {
    const { result } = await run(take + program)
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'RUN_CRASHED', isRetryable: true } })
    expect(String(result.status === 'rejected' && result.reason.message)).toMatch(message)
  })

  it('that takes more memory than it may ends alone', async () => {
    const { result } = await run(`${take} const all = []; for (;;) all.push(new Array(1000).fill(Math.random())) })`, {
      heapMegabytes: 64,
    })
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'RUN_CRASHED' } })
  })

  it('that says nothing any more hangs, and is ended; one that works long is not', async () => {
    const hung = await run(`${take} for (;;); })`, { silenceMs: 1000 })
    expect(hung.result).toMatchObject({ status: 'rejected', reason: { code: 'RUN_HUNG', isRetryable: true } })
    const alive = `setInterval(() => process.send({ type: 'alive' }), 100); setTimeout(() => { process.send({ type: 'result', value: 1 }); process.exit() }, 2500)`
    expect((await run(`${take} ${alive} })`, { silenceMs: 1000 })).result).toMatchObject({ status: 'fulfilled' })
  })

  it('prints no secret, however the text is cut, and no line without end', async () => {
    const program = `${take}
      const parts = ['before ' + secret.slice(0, 9), secret.slice(9, 20), secret.slice(20) + ' after\\n', 'x'.repeat(10_000) + '\\n']
      for (const [index, part] of parts.entries()) setTimeout(() => process.stderr.write(part), index * 30)
      setTimeout(() => process.exit(1), 300)
    })`
    const { lines } = await run(program)
    expect(lines[0]).toBe('before *** after')
    expect(lines.join('')).not.toContain(secret.slice(9, 20))
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(2000)
  })

  it('has nothing of the server’s variables, and nothing in its arguments', async () => {
    process.env['INGESTR_SERVER_KEY'] = 'canary'
    try {
      const { result } = await run(
        `${take} process.send({ type: 'result', value: { env: Object.keys(process.env), argv: process.argv.slice(2) } }); process.disconnect() })`,
      )
      const value = result.status === 'fulfilled' ? (result.value as { env: string[]; argv: string[] }) : undefined
      expect(value?.argv).toEqual([])
      expect(value?.env.filter((name) => name.startsWith('INGESTR') || name.startsWith('npm_'))).toEqual([])
    } finally {
      delete process.env['INGESTR_SERVER_KEY']
    }
  })
})

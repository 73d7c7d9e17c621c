import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { type Child, type ChildOptions, startChild } from '../src/runs/child-process.ts'
import type { Job } from '../src/runs/job.ts'
import { createRedactor } from '../src/secrets/redactor.ts'

const token = 'dG9rOmNhbmFyeS1vZi1hLWNoaWxk'
const job: Job = { kind: 'check', sourceUri: `intercom://?access_token=${token}` }
const told = `const answer = (value) => process.send({ type: 'result', value }, () => process.disconnect())`

/** A process of a run that does what a test says, written in JavaScript. */
async function start(script: string, given: Partial<ChildOptions> = {}) {
  const folder = await createTemporaryDirectory()
  mkdirSync(folder.path, { recursive: true })
  const program = join(folder.path, 'child.cjs')
  writeFileSync(program, `${told}\n${script}`)
  const redactor = createRedactor()
  redactor.add(token)
  const child: Child = startChild({ program, job, workingDirectory: folder.path, redactor, ...given })
  return { child, [Symbol.asyncDispose]: async () => await folder[Symbol.asyncDispose]() }
}

afterEach(() => {
  vi.unstubAllEnvs()
  vi.useRealTimers()
})

describe('the process of a run', () => {
  it('gets its job over its channel, and nothing of the server’s in arguments or variables', async () => {
    vi.stubEnv('INGESTR_SERVER_KEY', 'ab'.repeat(32))
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'of somebody else')
    await using own = await start(
      `process.on('message', ({ job }) => answer({ job, argv: process.argv, env: process.env, args: process.execArgv }))`,
    )
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the script gives
    const seen = (await own.child.done) as { job: Job; argv: string[]; env: NodeJS.ProcessEnv; args: string[] }
    expect(seen.job).toEqual(job)
    const kept = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'LC_ALL', 'NODE_EXTRA_CA_CERTS']
    const names = Object.keys(seen.env).filter((name) => !name.startsWith('NODE_CHANNEL'))
    expect(names.filter((name) => !kept.includes(name))).toEqual([])
    expect(seen.argv).toHaveLength(2)
    expect(JSON.stringify([seen.argv, seen.args])).not.toContain(token)
  })

  it('has a bound to its memory that the machine does not feel', async () => {
    await using own = await start(
      `process.on('message', () => answer(require('node:v8').getHeapStatistics().heap_size_limit))`,
    )
    expect(await own.child.done).toBeLessThan(1.2 * 1024 ** 3)
  })

  it('is read line by line, without tokens, however they are cut', async () => {
    const lines: string[] = []
    const pieces = [`one ${token.slice(0, 9)}`, `${token.slice(9)} two\nthr`, 'ee\n', 'four']
    await using own = await start(
      `process.on('message', async () => {
        for (const piece of ${JSON.stringify(pieces)}) {
          process.stdout.write(piece)
          await new Promise((resolve) => setTimeout(resolve, 30))
        }
        process.stderr.write('x'.repeat(9000) + '\\n')
        answer(1)
      })`,
      { onLine: (line) => lines.push(line) },
    )
    await own.child.done
    const printed = lines.filter((line) => !line.startsWith('xx'))
    expect(printed).toEqual(['one *** two', 'three', 'four'])
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(2000)
  })

  it.each([
    ['process.exit(7)', /ended with code 7/],
    [`process.kill(process.pid, 'SIGKILL')`, /SIGKILL/],
    ['process.disconnect()', /ended with code 0/],
  ])('that ends without a word, by %s, crashed, and may be tried again', async (script, message) => {
    await using own = await start(`process.on('message', () => { ${script} })`)
    await expect(own.child.done).rejects.toMatchObject({ code: 'RUN_CRASHED', isRetryable: true, message })
  })

  it('that says nothing for a minute and a half hangs: it is ended, and may be tried again', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    const started = Promise.withResolvers<void>()
    await using own = await start(
      `process.on('message', () => process.send({ type: 'events', events: [] }, () => { for (;;); }))`,
      { onEvents: () => started.resolve() },
    )
    await started.promise
    vi.advanceTimersByTime(95_000)
    await expect(own.child.done).rejects.toMatchObject({ code: 'RUN_HUNG', isRetryable: true })
  })

  it('that is slow, and says that it lives, is left alone', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    let heard = 0
    const often = Promise.withResolvers<void>()
    await using own = await start(
      `process.on('message', () => {
        let count = 0
        const timer = setInterval(() => {
          count += 1
          process.send({ type: 'events', events: [] })
          if (count === 5) { clearInterval(timer); answer('done') }
        }, 20)
      })`,
      {
        onEvents: () => {
          vi.advanceTimersByTime(60_000)
          heard += 1
          if (heard === 5) often.resolve()
        },
      },
    )
    await often.promise
    expect(await own.child.done).toBe('done')
  })

  it('is asked to stop, and ends by itself with what it has', async () => {
    const started = Promise.withResolvers<void>()
    await using own = await start(
      `process.on('message', ({ type }) => {
        if (type === 'job') process.send({ type: 'events', events: [] })
        if (type === 'stop') setTimeout(() => answer('what has arrived'), 50)
      })
      process.on('SIGTERM', () => process.exit(1))`,
      { onEvents: () => started.resolve() },
    )
    await started.promise
    own.child.stop()
    expect(await own.child.done).toBe('what has arrived')
  })

  it('that does not stop when asked is ended', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const started = Promise.withResolvers<void>()
    await using own = await start(
      `process.on('message', ({ type }) => { if (type === 'job') process.send({ type: 'events', events: [] }) })
      process.on('SIGTERM', () => undefined)`,
      { onEvents: () => started.resolve() },
    )
    await started.promise
    own.child.stop()
    vi.advanceTimersByTime(26_000)
    await expect(own.child.done).rejects.toMatchObject({ code: 'RUN_CRASHED' })
  })
})

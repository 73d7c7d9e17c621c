import { chmod } from 'node:fs/promises'
import { createInterface } from 'node:readline'

import { createStateStore } from '@ingestr/state-kysely'
import { createManualClock, createTemporaryDirectory, rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createDuckdbDestination, openDuckdbDestination } from '../src/index.ts'
import { openFailure } from '../src/open-failure.ts'
import { startChild, type Child } from './child.ts'
import { createFixture, page, people, request, target } from './fixture.ts'

import type { Outcome, Report, SqlStatement } from '@ingestr/contract'

describe('a file that another process has open', () => {
  it('is refused at once where no time to wait is given, with the holder and the way out', async () => {
    await using folder = await createTemporaryDirectory()
    const path = `${folder.path}/x.duckdb`
    await using holder = await startChild('holder.ts', path)
    const error = await rejectionOf(openDuckdbDestination({ path }))
    expect(error).toMatchObject({ code: 'DESTINATION_LOCKED', isRetryable: true })
    expect(error.message).toContain(`${path} is locked by process ${holder.pid} (`)
    expect(error.message).toContain('holder.ts')
    expect(error.message).toContain('lock_timeout=')
  })

  it('is waited for, which is told once, and opened when it is free', async () => {
    await using folder = await createTemporaryDirectory()
    const path = `${folder.path}/x.duckdb`
    await using holder = await startChild('holder.ts', path)
    const events: Array<Parameters<Report>[0]> = []
    await using destination = createDuckdbDestination({
      path,
      lockTimeoutMs: 60_000,
      report(event) {
        events.push(event)
        // Two polls later.
        setTimeout(() => holder.kill('SIGKILL'), 400)
      },
    })
    expect(await destination.describe({ name: 'held' })).toMatchObject({ rows: 0 })
    const reason = expect.stringMatching(`^${path} is locked by process ${holder.pid} \\(.*holder\\.ts\\)\\.$`)
    expect(events).toEqual([{ type: 'lock-waited', delayMs: 60_000, reason }])
  })

  it('is waited for as long as was said, and then refused', async () => {
    await using folder = await createTemporaryDirectory()
    const path = `${folder.path}/x.duckdb`
    await using holder = await startChild('holder.ts', path)
    const clock = createManualClock()
    const error = await rejectionOf(openDuckdbDestination({ path, lockTimeoutMs: 1500, clock }))
    expect(error).toMatchObject({ code: 'DESTINATION_LOCKED', isRetryable: true })
    expect(error.message).toContain(`After 2 s of waiting: ${path} is locked by process ${holder.pid}`)
    expect(clock.sleeps.reduce((total, delayMs) => total + delayMs, 0)).toBe(1500)
  })

  it('is not waited for any more when the call is aborted: it rejects with the reason', async () => {
    await using folder = await createTemporaryDirectory()
    const path = `${folder.path}/x.duckdb`
    await using _ = await startChild('holder.ts', path)
    const controller = new AbortController()
    const reason = new Error('stopped by the user')
    const report: Report = () => controller.abort(reason)
    await using destination = createDuckdbDestination({ path, lockTimeoutMs: 3_600_000, report })
    await expect(destination.describe(target, { signal: controller.signal })).rejects.toBe(reason)
  })

  it.runIf(process.getuid?.() === 0)('is named also where the holder is another user', async () => {
    await using folder = await createTemporaryDirectory()
    await chmod(folder.path, 0o777)
    const path = `${folder.path}/x.duckdb`
    await using holder = await startChild('holder.ts', { user: 65_534 }, path)
    await expect(openDuckdbDestination({ path })).rejects.toThrow(`locked by process ${holder.pid} (`)
  })

  it.each([
    [
      'Conflicting lock is held in /no/program (PID 999999999) by user ann. See also',
      'process 999999999 (/no/program) of the user ann',
    ],
    ['Conflicting lock is held in PID 999999999. See also', 'process 999999999'],
    ['Conflicting lock is held in PID 0. See also', 'a process outside of this container'],
    ['Resource temporarily unavailable', 'another process'],
    [
      'Lock is already held in current process, likely another DuckDB instance. See',
      'this process itself, through another DuckDB instance',
    ],
  ])('is told of as far as the system tells: %s', async (detail, holder) => {
    const cause = new Error(`IO Error: Could not set lock on file "/x.duckdb": ${detail}`)
    const error = await openFailure('/x.duckdb', cause)
    expect(error.code).toBe('DESTINATION_LOCKED')
    expect(error.message).toContain(`/x.duckdb is locked by ${holder}. `)
  })
})

/** What a process says next. */
function listen(child: Child): () => Promise<string> {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async () => {
    const next = await lines.next()
    return next.done === true ? 'the end' : next.value
  }
}

describe('two processes whose runs began before there was a file, into one table', () => {
  it('do not write over each other: one waits, and then learns that its state is not the last', async () => {
    await using folder = await createTemporaryDirectory()
    const path = `${folder.path}/x.duckdb`
    await using first = await startChild('rival-child.ts', path, 'first')
    await using second = await startChild('rival-child.ts', path, 'second', '60000')
    const [fromFirst, fromSecond] = [listen(first), listen(second)]
    first.stdin.write('commit\n')
    expect(await fromFirst()).toBe('committed')
    second.stdin.write('commit\n')
    expect(await fromSecond()).toContain(`lock-waited: ${path} is locked by process ${first.pid}`)
    first.stdin.write('close\n')
    expect(await fromSecond()).toMatch(/^STATE_CONFLICT: The stored state was changed by another run/)
    expect(await fromSecond()).toBe('the end')
    await expectOnlyFirst(path)
  })

  it('do not write over each other: without waiting, the second is refused', async () => {
    await using folder = await createTemporaryDirectory()
    const path = `${folder.path}/x.duckdb`
    await using first = await startChild('rival-child.ts', path, 'first')
    await using second = await startChild('rival-child.ts', path, 'second')
    const [fromFirst, fromSecond] = [listen(first), listen(second)]
    first.stdin.write('commit\n')
    expect(await fromFirst()).toBe('committed')
    second.stdin.write('commit\n')
    expect(await fromSecond()).toContain(`DESTINATION_LOCKED: ${path} is locked by process ${first.pid}`)
    first.stdin.write('close\n')
    expect(await fromFirst()).toBe('the end')
    await expectOnlyFirst(path)
  })
})

async function expectOnlyFirst(path: string): Promise<void> {
  await using destination = createDuckdbDestination({ path })
  const text = 'SELECT id, name FROM intercom.people'
  expect(await destination.sql.query({ text, parameters: [] })).toEqual([{ id: '1', name: 'first' }])
  const entries = await createStateStore().find(destination.sql, 'intercom.people')
  expect(entries).toMatchObject([{ checkpoint: { name: 'first' }, revision: 1 }])
}

describe.each(['merge', 'replace', 'append'] as const)('two runs of one process that %s into one table', (strategy) => {
  it('do not write over each other: the second to commit learns that its state is not the last', async () => {
    await using fixture = await createFixture()
    await using other = createDuckdbDestination({ path: fixture.path })
    const store = createStateStore()
    await store.prepare(fixture.destination.sql)
    const { versionColumn: _, ...definition } = people
    const record =
      (name: string, revision: number) =>
      ({ rows }: Outcome): readonly SqlStatement[] =>
        store.record('duckdb', {
          source: 'intercom:us:abc',
          table: 'people',
          target: 'intercom.people',
          checkpoint: { name },
          generation: name,
          strategy,
          isPublished: false,
          rows,
          revision,
        })
    await using first = await fixture.destination.openLoad(request({ definition, strategy, generation: 'first' }))
    await using second = await other.openLoad(request({ definition, strategy, generation: 'second' }))
    await Promise.all([first.write(page([{ id: 1, name: 'first' }])), second.write(page([{ id: 1, name: 'second' }]))])
    await first.commit({ record: record('first', 1) })
    await expect(second.commit({ record: record('second', 1) })).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    await expect(second.publish({ record: record('second', 1) })).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    expect(await first.publish({ record: record('first', 2) })).toMatchObject({ rows: 1 })
    expect(await fixture.rows('SELECT id, name FROM intercom.people')).toEqual([{ id: '1', name: 'first' }])
    expect(await store.find(fixture.destination.sql, 'intercom.people')).toMatchObject([
      { checkpoint: { name: 'first' }, revision: 2 },
    ])
  })
})

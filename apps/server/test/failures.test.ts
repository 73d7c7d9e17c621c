import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock, createTemporaryDirectory, until } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { retryDelay } from '../src/runs/retry-delay.ts'
import { makeSync } from './harness/setting.ts'
import { startTestServer } from './harness/test-server.ts'
import { endOf } from './harness/wait.ts'

interface Attempt {
  readonly attempt: number
}

describe('a run that fails', () => {
  it('is told with its table, its code and its way out; the others are copied; nothing is tried again in vain', async () => {
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({ counts: { contacts: 50 } })
    await using server = await startTestServer(folder.path, { allowedBaseUrls: [fake.url] })
    const { syncId } = await makeSync(server, fake, { tables: ['contacts', 'tags'] })
    fake.failNext({ fault: { kind: 'status', status: 403 }, path: '/tags' })
    const { body } = await server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    const { run, tables } = await endOf(server, body.id)
    expect(run).toMatchObject({
      status: 'failed',
      error: { code: 'FORBIDDEN', message: expect.stringMatching(/^tags: /) },
    })
    expect(tables).toMatchObject([
      { table: 'contacts', status: 'succeeded', rows: 50 },
      { table: 'tags', status: 'failed', error: { code: 'FORBIDDEN' } },
    ])
    const { body: list } = await server.api('GET', '/api/v1/runs')
    expect(list.runs).toHaveLength(1)
    const again = await server.api('POST', `/api/v1/runs/${body.id}/retry`)
    expect(again).toMatchObject({ status: 202, body: { cause: 'retry', follows: body.id } })
    expect((await endOf(server, again.body.id)).run.status).toBe('succeeded')
    expect((await server.api('POST', `/api/v1/runs/${body.id}/retry`)).status).toBe(409)
  })

  it('of what may pass is tried again by itself, later each time, as often as the sync says', async () => {
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({ counts: { contacts: 50 } })
    // The clock of the server stands still, but for a minute at each look while a try waits.
    const clock = createManualClock(Date.UTC(2026, 10, 30))
    await using server = await startTestServer(
      folder.path,
      { allowedBaseUrls: [fake.url] },
      { clock, random: () => 0.5 },
    )
    const { syncId } = await makeSync(server, fake, { tables: ['tags'], retries: 2 })
    const url = fake.url
    await fake[Symbol.asyncDispose]()
    const { body } = await server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    const runs = await until(async () => {
      const { body: list } = await server.api('GET', `/api/v1/runs?syncId=${syncId}`)
      if (list.runs.some(({ status }: { status: string }) => status === 'queued')) clock.advance(60_000)
      return (
        list.runs.length === 3 && list.runs.every(({ status }: { status: string }) => status === 'failed') && list.runs
      )
    })
    expect(url).toContain('127.0.0.1')
    expect(runs.toSorted((one: Attempt, other: Attempt) => one.attempt - other.attempt)).toMatchObject([
      { id: body.id, attempt: 1, error: { code: 'REQUEST_FAILED' } },
      { attempt: 2, cause: 'retry', follows: body.id },
      { attempt: 3, cause: 'retry' },
    ])
    for (const run of runs)
      expect(Date.parse(run.notBefore) - Date.parse(run.createdAt)).toBe(
        run.attempt === 1 ? 0 : 22_500 * 2 ** (run.attempt - 2),
      )
  })

  it('ten times in a row, for good, pauses its sync; going on makes it due again', async () => {
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom()
    await using server = await startTestServer(folder.path, { allowedBaseUrls: [fake.url] })
    const { connectionId, syncId } = await makeSync(server, fake, { tables: ['tags'], schedule: 'every 1d' })
    await server.api('PATCH', `/api/v1/connections/${connectionId}`, { region: 'us', accessToken: 'wrong-token' })
    for (let count = 0; count < 10; count += 1) {
      expect((await server.api('GET', `/api/v1/syncs/${syncId}`)).body.paused).toBe(false)
      const { body } = await server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
      expect((await endOf(server, body.id)).run.error.code).toBe('UNAUTHORIZED')
    }
    const paused = await until(async () => {
      const { body } = await server.api('GET', `/api/v1/syncs/${syncId}`)
      return body.paused && body
    })
    expect(paused).toMatchObject({ pausedWhy: 'Its last 10 runs failed.', nextTimes: [] })
    const { body } = await server.api('PATCH', `/api/v1/syncs/${syncId}`, { paused: false })
    expect(body).toMatchObject({ paused: false, pausedWhy: null })
    expect(body.nextTimes).toHaveLength(5)
  })

  it('waits twice as long each time, spread over the half of that, and never longer than half an hour', () => {
    expect([1, 2, 3, 7, 20].map((attempt) => [retryDelay(attempt, () => 0), retryDelay(attempt, () => 1)])).toEqual([
      [15_000, 30_000],
      [30_000, 60_000],
      [60_000, 120_000],
      [900_000, 1_800_000],
      [900_000, 1_800_000],
    ])
  })
})

describe('a run', () => {
  it('is one at a time for a sync, and for a destination', async () => {
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({ counts: { contacts: 2000 }, latencyMs: 300, capacity: 2 })
    await using server = await startTestServer(folder.path, { allowedBaseUrls: [fake.url] })
    const one = await makeSync(server, fake)
    const other = await makeSync(server, fake, { destTable: 'other.{table}' })
    const first = await server.api('POST', `/api/v1/syncs/${one.syncId}/runs`, {})
    expect((await server.api('POST', `/api/v1/syncs/${one.syncId}/runs`, {})).body).toMatchObject({ code: 'CONFLICT' })
    const second = await server.api('POST', `/api/v1/syncs/${other.syncId}/runs`, {})
    expect((await server.api('DELETE', `/api/v1/syncs/${one.syncId}`)).status).toBe(409)
    const ends = await Promise.all([endOf(server, first.body.id), endOf(server, second.body.id)])
    expect(ends.map(({ run }) => run.status)).toEqual(['succeeded', 'succeeded'])
    expect(Date.parse(ends[1].run.startedAt)).toBeGreaterThanOrEqual(Date.parse(ends[0].run.endedAt))
  })

  it('that was cancelled goes on where it ended, and loses nothing', async () => {
    let isSlow = true
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({
      counts: { contacts: 3000 },
      latencyMs: () => (isSlow ? 500 : 5),
      capacity: 2,
    })
    await using server = await startTestServer(folder.path, { allowedBaseUrls: [fake.url] })
    const { syncId } = await makeSync(server, fake, { tables: ['contacts'] })
    const { body } = await server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    await until(async () => (await server.api('GET', `/api/v1/runs/${body.id}`)).body.tables[0]?.rows > 0)
    await server.api('POST', `/api/v1/runs/${body.id}/cancel`)
    const cancelled = await endOf(server, body.id)
    isSlow = false
    expect(cancelled.run).toMatchObject({ status: 'cancelled', error: null })
    expect(cancelled.tables[0].counts.rows).toBeGreaterThan(0)
    expect(cancelled.tables[0].counts.rows).toBeLessThan(3000)
    fake.resetRequests()
    const again = await server.api('POST', `/api/v1/runs/${body.id}/retry`)
    const { tables } = await endOf(server, again.body.id)
    expect(tables[0]).toMatchObject({ status: 'succeeded', counts: { rows: 3000 } })
    expect(tables[0].counts.received).toBeLessThan(3000)
  })
})

import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { createManualClock, createTemporaryDirectory, until } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { storeFile } from '../src/store/open-store.ts'
import { makeSync } from './harness/setting.ts'
import { makeStandIn } from './harness/stand-in.ts'
import { startTestServer } from './harness/test-server.ts'
import { endOf } from './harness/wait.ts'

const connection = { url: '', token: 'x'.repeat(20) }

async function prepare(given: object = {}, word: 'good' | 'held' = 'good') {
  const folder = await createTemporaryDirectory()
  const clock = createManualClock(Date.UTC(2026, 10, 30, 12, 30))
  const standIn = makeStandIn(folder.path, word)
  const data = join(folder.path, 'data')
  const server = await startTestServer(data, given, { clock, built: standIn.built })
  return {
    data,
    server,
    clock,
    standIn,
    async [Symbol.asyncDispose]() {
      standIn.say('good')
      await server.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('a run', () => {
  it('is made as its sync says', async () => {
    await using own = await prepare()
    const wishes = { strategy: 'replace', mask: 'email:hash', strict: true, publish: true, destTable: 'acme.{table}' }
    const { syncId } = await makeSync(own.server, connection, {
      ...wishes,
      tables: ['contacts'],
      destination: 'lake_1',
    })
    const { body } = await own.server.api('POST', `/api/v1/syncs/${syncId}/runs`, { fullRefresh: true })
    await endOf(own.server, body.id)
    const [job] = own.standIn.jobs()
    expect(job).toMatchObject({
      tables: ['contacts'],
      destTable: 'acme.{table}',
      strategy: 'replace',
      mask: 'email:hash',
      strict: true,
      fullRefresh: true,
      destUri: `duckdb:///${join(own.data, 'databases', 'lake_1.duckdb')}`,
      publishTo: join(own.data, 'published', 'lake_1.duckdb'),
    })
    expect(job?.sourceUri).toContain(connection.token)
    expect(job?.interval).toBeUndefined()
  })

  it('is made with nothing that its sync does not say', async () => {
    await using own = await prepare()
    const { syncId } = await makeSync(own.server, connection)
    const { body } = await own.server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    await endOf(own.server, body.id)
    const [job] = own.standIn.jobs()
    expect(job).toMatchObject({ strict: false, fullRefresh: false })
    for (const name of ['strategy', 'mask', 'interval', 'publishTo'] as const) expect(job?.[name]).toBeUndefined()
  })

  it('of a backfill reads its part of the interval, and keeps it when it is tried again', async () => {
    await using own = await prepare({}, 'held')
    const { syncId } = await makeSync(own.server, connection)
    const backfill = { from: '2026-01-01', to: '2026-02-10', daysPerRun: 31 }
    const { body } = await own.server.api('POST', `/api/v1/syncs/${syncId}/backfills`, backfill)
    own.standIn.say('staying')
    const [first] = body.runs
    await endOf(own.server, first.id)
    own.standIn.say('good')
    await endOf(own.server, body.runs[1].id)
    const again = await own.server.api('POST', `/api/v1/runs/${first.id}/retry`)
    await endOf(own.server, again.body.id)
    const january = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' }
    const intervals = own.standIn.jobs().map(({ interval }) => interval)
    expect(intervals).toHaveLength(3)
    expect(intervals).toContainEqual({ from: january.to, to: '2026-02-10T00:00:00.000Z' })
    expect(intervals.filter((each) => each?.from === january.from)).toEqual([january, january])
  })

  it('goes to the destination that whoever runs the server named, of which there is no copy', async () => {
    await using own = await prepare({ destinations: new Map([['lake', 'jsonl:///srv/rows']]) })
    const { syncId, connectionId } = await makeSync(own.server, connection, { destination: 'lake' })
    const { body } = await own.server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    await endOf(own.server, body.id)
    expect(own.standIn.jobs()).toMatchObject([{ destUri: 'jsonl:///srv/rows' }])
    const sync = { name: 'x', connectionId, tables: ['tags'], destination: 'lake', publish: true }
    expect(await own.server.api('POST', '/api/v1/syncs', sync)).toMatchObject({ status: 422 })
  })

  it('waits while as many are made as may be', async () => {
    await using own = await prepare({ mostRuns: 1 }, 'held')
    const [one, other] = [
      await makeSync(own.server, connection, { destination: 'one' }),
      await makeSync(own.server, connection, { destination: 'other' }),
    ]
    const first = await own.server.api('POST', `/api/v1/syncs/${one.syncId}/runs`, {})
    await until(() => own.standIn.jobs().length === 1)
    const second = await own.server.api('POST', `/api/v1/syncs/${other.syncId}/runs`, {})
    // The first ends by being cancelled or not; the second has not begun before it did.
    own.clock.advance(1000)
    own.standIn.say('good')
    const [before, after] = [await endOf(own.server, first.body.id), await endOf(own.server, second.body.id)]
    expect(Date.parse(after.run.startedAt)).toBeGreaterThanOrEqual(Date.parse(before.run.endedAt))
    expect(Date.parse(after.run.startedAt)).toBeGreaterThan(Date.parse(before.run.startedAt))
  })

  it('that waits goes where its sync goes now; one that is made, and those of others, stay', async () => {
    await using own = await prepare({}, 'held')
    const [made, moved, other] = [
      await makeSync(own.server, connection),
      await makeSync(own.server, connection),
      await makeSync(own.server, connection),
    ]
    const runs: string[] = []
    for (const { syncId } of [made, moved, other]) {
      runs.push((await own.server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})).body.id)
      await until(() => own.standIn.jobs().length === 1)
    }
    for (const { syncId } of [made, moved])
      await own.server.api('PATCH', `/api/v1/syncs/${syncId}`, { destination: 'elsewhere' })
    await until(() => own.standIn.jobs().length === 2)
    const destinations = await Promise.all(
      runs.map(async (id) => (await own.server.api('GET', `/api/v1/runs/${id}`)).body.run.destination),
    )
    expect(destinations).toEqual(['warehouse', 'elsewhere', 'warehouse'])
    expect(own.standIn.jobs().map(({ destUri }) => destUri.split('/').at(-1))).toEqual([
      'warehouse.duckdb',
      'elsewhere.duckdb',
    ])
  })

  it('is begun by itself when its sync is due, to where that goes', async () => {
    await using own = await prepare()
    const { syncId } = await makeSync(own.server, connection, { schedule: 'every 1h', destination: 'hourly' })
    own.clock.advance(30 * 60_000)
    const [run] = await until(async () => {
      const { body } = await own.server.api('GET', `/api/v1/runs?syncId=${syncId}&status=succeeded`)
      return body.runs.length === 1 && body.runs
    })
    expect(run).toMatchObject({ cause: 'schedule', destination: 'hourly' })
  })
})

describe('a table', () => {
  it('is as fresh as its last good run, whatever became of those after', async () => {
    await using own = await prepare()
    const { syncId } = await makeSync(own.server, connection)
    const run = async (word: 'good' | 'staying'): Promise<{ readonly syncedAt: string }> => {
      own.standIn.say(word)
      own.clock.advance(60_000)
      await endOf(own.server, (await own.server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})).body.id)
      return (await own.server.api('GET', `/api/v1/syncs/${syncId}/freshness`)).body.tables[0]
    }
    const good = await run('good')
    expect(good).toMatchObject({ rows: 3, missing: 2, syncedAt: expect.any(String) })
    expect(await run('staying')).toEqual(good)
    expect(Date.parse((await run('good')).syncedAt)).toBe(Date.parse(good.syncedAt) + 120_000)
  })
})

describe('a server', () => {
  it('whose database takes nothing for a while says so, and goes on', async () => {
    await using folder = await createTemporaryDirectory()
    const standIn = makeStandIn(folder.path, 'held')
    const problems: string[] = []
    const tell = (line: string): void => void problems.push(line)
    await using server = await startTestServer(folder.path, {}, { built: standIn.built, tell })
    const { syncId } = await makeSync(server, connection)
    await server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    await until(() => standIn.jobs().length === 1)
    const store = new DatabaseSync(join(folder.path, storeFile))
    store.exec(`create trigger no_beat before update on run begin select raise(abort, 'disk full'); end;
      create trigger no_event before insert on run_event begin select raise(abort, 'disk full'); end`)
    await until(() => problems.some((line) => line.includes('ERR_SQLITE_ERROR')))
    standIn.say('good')
    await until(async () => /^ingestr_runs_running 0$/m.test((await server.api('GET', '/metrics')).body))
    store.exec('drop trigger no_beat; drop trigger no_event')
    store.close()
    expect(problems.every((line) => line.startsWith('Problem: '))).toBe(true)
    expect((await server.api('GET', '/api/v1/syncs')).status).toBe(200)
  })
})

describe('the folder', () => {
  it('and those in it that the server makes are its owner’s alone', async () => {
    const before = process.umask(0o022)
    try {
      await using own = await prepare()
      const { syncId } = await makeSync(own.server, connection)
      await endOf(own.server, (await own.server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})).body.id)
      mkdirSync(join(own.data, 'databases'), { recursive: true })
      for (const place of ['.', 'databases', 'published', 'key', 'ingestr-server.sqlite'])
        expect(statSync(join(own.data, place)).mode & 0o077, place).toBe(0)
      expect(readdirSync(own.data)).toContain('databases')
    } finally {
      process.umask(before)
    }
  })
})

describe('the history', () => {
  it('has each run and each event once, whatever the page', async () => {
    await using own = await prepare({}, 'held')
    const { syncId } = await makeSync(own.server, connection)
    const backfill = { from: '2026-01-01', to: '2026-01-08', daysPerRun: 1 }
    const { body } = await own.server.api('POST', `/api/v1/syncs/${syncId}/backfills`, backfill)
    const seen: string[] = []
    for (let after = ''; ;) {
      const page = await own.server.api('GET', `/api/v1/runs?limit=2${after === '' ? '' : `&after=${after}`}`)
      seen.push(...page.body.runs.map(({ id }: { id: string }) => id))
      if (page.body.next === null) break
      after = page.body.next
    }
    expect(seen.toSorted()).toEqual(body.runs.map(({ id }: { id: string }) => id).toSorted())
    own.standIn.say('good')
    await endOf(own.server, body.runs[0].id)
    const log = `/api/v1/runs/${body.runs[0].id}/log`
    const { body: whole } = await own.server.api('GET', `${log}?limit=200`)
    const numbers: number[] = []
    for (let after: number | null = 0; after !== null;) {
      const { body: page }: { body: { events: Array<{ seq: number }>; next: number | null } } = await own.server.api(
        'GET',
        `${log}?limit=2&after=${after}`,
      )
      numbers.push(...page.events.map(({ seq }) => seq))
      after = page.next
    }
    expect(numbers).toEqual(whole.events.map(({ seq }: { seq: number }) => seq))
    expect(numbers.length).toBeGreaterThan(3)
  })
})

describe('/metrics', () => {
  it('says when a sync last succeeded, what is missing, what was asked, and what waits', async () => {
    await using own = await prepare()
    const { syncId } = await makeSync(own.server, connection, { name: 'Counted' })
    const { body } = await own.server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    await endOf(own.server, body.id)
    own.standIn.say('held')
    const { syncId: other } = await makeSync(own.server, connection)
    for (const each of [syncId, other]) {
      await own.server.api('POST', `/api/v1/syncs/${each}/runs`, {})
      await until(() => own.standIn.jobs().length === 2)
    }
    const lines = (await own.server.api('GET', '/metrics')).body.split('\n')
    for (const line of [
      `ingestr_last_success_timestamp_seconds{sync="Counted"} ${Date.UTC(2026, 10, 30, 12, 30) / 1000}`,
      'ingestr_runs_total{sync="Counted",status="succeeded"} 1',
      'ingestr_rows_received_total{sync="Counted",table="tags"} 3',
      'ingestr_requests_total{sync="Counted",table="tags"} 4',
      'ingestr_request_retries_total{sync="Counted",table="tags"} 1',
      'ingestr_records_missing{sync="Counted",table="tags"} 2',
      'ingestr_runs_running 1',
      'ingestr_runs_queued 1',
    ])
      expect(lines).toContain(line)
  })
})

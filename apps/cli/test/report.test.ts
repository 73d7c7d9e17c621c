import { mkdir, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { startFakeIntercom, type FakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'

import { drawCharts } from '../src/report/draw-charts.ts'
import { reportPage } from '../src/report/report-page.ts'
import { ReportRecorder } from '../src/report/run-report.ts'
import { TimelineRecorder } from '../src/report/timeline.ts'
import { runCli, startCli, type Run } from './run-cli.ts'

const token = 'dG9rOnNlY3JldC1vZi10aGUtdGVzdHM='
const hour = 3_600_000

describe('the timeline of a run', () => {
  it('keeps every request, retry and wait, in at most 240 stretches, however long the run is', () => {
    const event = fc.record({
      at: fc.integer({ min: 0, max: 20 * hour }),
      type: fc.constantFrom('request-finished', 'request-retried', 'rate-limit-waited'),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), (events) => {
        const recorder = new TimelineRecorder(1000)
        for (const { at, type } of events) recorder.record({ type, durationMs: 300, delayMs: 5 }, 1000 + at)
        const { buckets } = recorder.read(1000 + 20 * hour)
        expect(buckets.length).toBeLessThanOrEqual(240)
        const sum = (key: 'requests' | 'retries' | 'waitedMs'): number =>
          buckets.reduce((all, bucket) => all + bucket[key], 0)
        const count = (type: string): number => events.filter((each) => each.type === type).length
        expect(sum('requests')).toBe(count('request-finished'))
        expect(sum('retries')).toBe(count('request-retried'))
        expect(sum('waitedMs')).toBe(count('rate-limit-waited') * 5)
      }),
    )
  })

  it('keeps the latest rows of each table, and the least that was left of the rate limit', () => {
    const recorder = new TimelineRecorder(0)
    for (let second = 0; second < 1000; second += 1) {
      recorder.record({ type: 'rows-committed', table: 'contacts', received: second * 10 }, second * 1000)
      recorder.record(
        { type: 'request-finished', durationMs: 100, limit: 100, remaining: second === 500 ? 7 : 50 },
        second * 1000,
      )
    }
    const { buckets, bucketMs } = recorder.read(1_000_000)
    expect(bucketMs * buckets.length).toBeGreaterThanOrEqual(1_000_000)
    expect(buckets.flatMap(({ rows }) => rows.get('contacts') ?? []).at(-1)).toBe(9990)
    expect(Math.min(...buckets.flatMap(({ budgetLeft }) => budgetLeft ?? []))).toBe(0.07)
  })

  it('tells quantiles of latencies to a twelfth', () => {
    const recorder = new TimelineRecorder(0)
    for (let index = 1; index <= 1000; index += 1) recorder.record({ type: 'request-finished', durationMs: index }, 0)
    const { latencies } = recorder.read(0).buckets[0] ?? {}
    expect(latencies?.quantile(0.5)).toSatisfy((ms: number) => Math.abs(ms - 500) < 50)
    expect(latencies?.quantile(0.95)).toSatisfy((ms: number) => Math.abs(ms - 950) < 95)
  })
})

describe('a report', () => {
  it('shows text as text, whatever it holds', () => {
    const recorder = new ReportRecorder(() => 0)
    recorder.note('<script>alert(1)</script> & "more"')
    recorder.fail('<img src=x onerror=alert(1)>', 'FORBIDDEN')
    recorder.report({ type: 'run-planned', table: '<b>', target: '<i>', summary: '<u>', source: 's', location: 'l' })
    const run = recorder.read()
    const page = reportPage(run, drawCharts(run.timeline))
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;')
    expect(page).not.toMatch(/<(script|img|i>|u>|b><b>)/)
  })

  it('of a run of one request draws its charts without a word, none beyond its edge', () => {
    const warn = vi.spyOn(console, 'warn')
    const recorder = new TimelineRecorder(0)
    recorder.record({ type: 'request-finished', durationMs: 20, limit: 100, remaining: 99 }, 10)
    recorder.record({ type: 'rows-committed', table: 'tags', received: 12 }, 20)
    const charts = drawCharts(recorder.read(30))
    expect(charts.map(({ title }) => title)).toEqual(['Rows', 'Requests', 'Latency', 'Rate limit'])
    const bars = (charts[1]?.svg ?? '').match(/<rect [^>]*>/g) ?? []
    const rightEdges = bars.map((bar) => readAttribute(bar, 'x') + readAttribute(bar, 'width'))
    expect(rightEdges).toHaveLength(1)
    expect(Math.max(...rightEdges)).toBeLessThanOrEqual(860)
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })

  it('has what the run did, needs nothing else, and no token', async () => {
    await using fake = await startFakeIntercom({ token, counts: { contacts: 700, conversations: 200 }, latencyMs: 30 })
    await using folder = await createTemporaryDirectory()
    fake.failNext({ path: '/contacts/search', times: 3, fault: { kind: 'status', status: 500 } })
    const { exitCode, stderr } = await copy(fake, folder.path, [
      '--source-table',
      'contacts,conversations,tags',
      '--report',
      'run.html',
    ])
    expect(exitCode, stderr).toBe(0)
    expect(stderr).toContain('The report is in run.html.')
    const page = await readFile(join(folder.path, 'run.html'), 'utf8')
    expect(page).toContain('<h1>All 3 tables are done</h1>')
    for (const title of ['Tables', 'Rows', 'Requests', 'Latency', 'Rate limit', 'Columns that changed']) {
      expect(page).toContain(`<h2>${title}</h2>`)
    }
    expect(page.match(/<svg/g)).toHaveLength(4)
    expect(page).toMatch(
      /<b>contacts<\/b> → intercom\.contacts.*<td>7\d\d<\/td><td>700<\/td><td>0<\/td><td>700<\/td><td>700<\/td><td>0<\/td><td>700<\/td>/s,
    )
    expect(page).toMatch(/Requests<\/dt><dd>\d+, 3 asked again/)
    expect(page).toContain('fill="var(--bad)"')
    expect(page.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:|<script|@import|src=/)
    expect(page).not.toContain(token)
    expect((await readdir(folder.path)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('tells of a run that failed, one that failed in part, and one that was stopped', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 3000 }, latencyMs: 100 })
    await using folder = await createTemporaryDirectory()
    const pageOf = (name: string): Promise<string> => readFile(join(folder.path, name), 'utf8')
    fake.failNext({ path: '/me', times: 9, fault: { kind: 'status', status: 401 } })
    expect((await copy(fake, folder.path, ['--source-table', 'tags', '--report', 'a.html'])).exitCode).toBe(1)
    expect(await pageOf('a.html')).toMatch(/<h1>The run failed<\/h1>.*UNAUTHORIZED: /s)

    fake.clearFaults()
    fake.failNext({ path: '/tags', times: 99, fault: { kind: 'status', status: 403 } })
    expect((await copy(fake, folder.path, ['--source-table', 'tags,teams', '--report', 'b.html'])).exitCode).toBe(3)
    expect(await pageOf('b.html')).toMatch(/<h1>1 of 2 tables are done, the others failed<\/h1>.*FORBIDDEN: tags/s)

    fake.clearFaults()
    const args = [
      'ingest',
      '--source-table',
      'contacts',
      '--page-size',
      '20',
      '--extract-parallelism',
      '1',
      '--report',
      'c.html',
    ]
    const running = startCli(args, { cwd: folder.path, env: environment(fake) })
    await running.said('first load')
    running.child.kill('SIGINT')
    expect((await running.ended).exitCode).toBe(130)
    expect(await pageOf('c.html')).toMatch(/<h1>The run was stopped/)
  })

  it('that cannot be written is refused before any request', async () => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    await mkdir(join(folder.path, 'taken.html'))
    for (const path of ['missing/run.html', 'taken.html']) {
      const { exitCode, stderr } = await copy(fake, folder.path, ['--source-table', 'tags', '--report', path])
      expect(exitCode).toBe(1)
      expect(stderr).toContain(`No report can be written to ${path}`)
    }
    expect(fake.requests).toEqual([])
  })
})

function environment(fake: FakeIntercom): Readonly<Record<string, string>> {
  return {
    SOURCE_URI: fake.connectionUri(),
    DESTINATION_URI: 'duckdb:///x.duckdb',
    DESTINATION_TABLE: 'intercom.{table}',
  }
}

function copy(fake: FakeIntercom, cwd: string, args: readonly string[]): Promise<Run> {
  return runCli(['ingest', ...args], { cwd, env: environment(fake) })
}

function readAttribute(element: string, name: string): number {
  return Number(new RegExp(` ${name}="(?<value>[^"]*)"`).exec(element)?.groups?.['value'])
}

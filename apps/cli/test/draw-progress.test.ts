import { describe, expect, it } from 'vitest'
import { ProgressTally, type RunProgress } from '@ingestr/ingest/telling'

import { drawProgress } from '../src/progress/draw-progress.ts'

const run: RunProgress = {
  tables: [
    { table: 'contacts', status: 'running', rows: 30_000, total: 60_000, rate: 6000 },
    { table: 'conversations', status: 'running', rows: 1200, total: undefined, rate: undefined },
    { table: 'companies', status: 'waiting', rows: 0, total: undefined, rate: undefined },
    { table: 'tags', status: 'succeeded', rows: 12, total: 12, rate: undefined },
    { table: 'teams', status: 'failed', rows: 0, total: undefined, rate: undefined },
  ],
  requests: 412,
  retries: 3,
  budget: { limit: 1666, remaining: 833 },
}

describe('the lines of a run', () => {
  it('tell of each table how many rows, of how many, how fast and how long, and of the requests', () => {
    expect(drawProgress(run, 80)).toEqual([
      'contacts       30,000 of 60,000  50 %  6,000/s  5 s left',
      'conversations  1,200 rows',
      'companies      waiting',
      'tags           done, 12 rows',
      'teams          failed',
      '412 requests, 3 asked again, 50 % of the rate limit used',
    ])
  })

  it('leave out what matters less where there is little room', () => {
    expect(drawProgress(run, 50)[0]).toBe('contacts       30,000 of 60,000  50 %  5 s left')
    expect(drawProgress(run, 40)[0]).toBe('contacts       30,000 of 60,000  50 %')
    expect(drawProgress(run, 25)[0]).toBe('contacts      50 %')
  })

  it('keep the share of the rate limit in a narrow terminal', () => {
    expect([50, 40, 30, 20].map((width) => drawProgress(run, width).at(-1))).toEqual([
      '412 requests, 3 asked again, 50 % of the limit',
      '412 requests, 3 asked again, 50 % used',
      '412 requests, 50 % used',
      '412 requests',
    ])
  })

  it.each([30, 50, 80])('cut no number off at %d columns', (width) => {
    expect(drawProgress(run, width).filter((line) => line.endsWith('…'))).toEqual([])
  })

  it.each([10, 20, 37, 50, 80, 200])('are never wider than %d columns', (width) => {
    expect(Math.max(...drawProgress(run, width).map((line) => line.length))).toBeLessThanOrEqual(width)
  })

  it.each([
    [60_000, 60_000, 6000, 'checking'],
    [30_000, 60_000, 0, 'stalled'],
    [0, 7_200_000, 1000, '2 h left'],
    [59_000, 60_000, 6000, '1 s left'],
  ])('say of %d rows of %d at %d a second: %s', (rows, total, rate, words) => {
    const table = { table: 'contacts', status: 'running', rows, total, rate } as const
    expect(drawProgress({ ...run, tables: [table] }, 80)[0]).toContain(words)
  })
})

describe('the tally of a run', () => {
  it('adds up what events tell', () => {
    const tally = new ProgressTally()
    const planned = { type: 'run-planned', table: 'contacts' }
    const events = [
      planned,
      { type: 'records-counted', table: 'contacts', count: 500 },
      { type: 'request-finished', table: 'contacts', limit: 100, remaining: 40 },
      { type: 'request-finished', table: 'tags', limit: null, remaining: null },
      { type: 'request-retried', table: 'contacts' },
      { type: 'rows-committed', table: 'contacts', received: 150 },
      { type: 'table-finished', table: 'tags', status: 'succeeded', received: 12 },
    ]
    for (const [index, event] of events.entries()) tally.count(event, index * 1000)
    expect(tally.read(6000)).toMatchObject({
      tables: [
        { table: 'contacts', status: 'running', rows: 150, total: 500, rate: 30 },
        { table: 'tags', status: 'succeeded', rows: 12 },
      ],
      requests: 2,
      retries: 1,
      budget: { limit: 100, remaining: 40 },
    })
  })

  it('takes the speed of the last seconds, and lets it fall where nothing comes', () => {
    const tally = new ProgressTally()
    const commit = (seconds: number, received: number): void =>
      tally.count({ type: 'rows-committed', table: 'contacts', received }, seconds * 1000)
    const rate = (seconds: number): number => Math.round(tally.read(seconds * 1000).tables[0]?.rate ?? 0)
    commit(0, 0)
    for (let second = 1; second <= 20; second += 1) commit(second, second * 100)
    expect(rate(20)).toBe(100)
    for (let second = 21; second <= 30; second += 1) commit(second, 2000 + (second - 20) * 1000)
    expect(rate(30)).toBe(1000)
    expect(rate(60)).toBeLessThan(300)
  })
})

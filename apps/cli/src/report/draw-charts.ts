import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { formatCount } from '@ingestr/ingest/telling'

import type { Timeline } from './timeline.ts'

/** One chart, as SVG. */
export interface Chart {
  readonly title: string
  /** What it shows, and in which unit. */
  readonly text: string
  readonly svg: string
  /** Colours of the lines, by what they are of; empty where there is one line or none. */
  readonly legend: ReadonlyArray<{ readonly name: string; readonly color: string }>
}

/** Told apart in light and dark, and by those who see few colours; more tables than colours begin anew. */
const colors = [
  '#4269d0',
  '#efb118',
  '#ff725c',
  '#6cc5b0',
  '#3ca951',
  '#ff8ab7',
  '#a463f2',
  '#97bbf5',
  '#9c6b4e',
  '#9498a0',
]

const width = 880
const height = 220

/** The charts of a run; those that would be empty are left out. */
export function drawCharts(timeline: Timeline): readonly Chart[] {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const x = { label: 'seconds since the start', domain: [0, secondsOf(timeline)] }
  const common = { document, width, height, marginLeft: 70, x, style: { background: 'none' } }
  const draw: Draw = (options) => Plot.plot({ ...common, ...options }).outerHTML
  return [drawRows, drawRequests, drawLatency, drawBudget].flatMap((drawOne) => drawOne(timeline, draw) ?? [])
}

/** To the end of the last stretch, which may be after that of the run. */
function secondsOf({ buckets, bucketMs, startedAt, endedAt }: Timeline): number {
  return Math.max(endedAt - startedAt, buckets.length * bucketMs) / 1000
}

/** There are no half rows. */
function wholeNumber(count: number): string {
  return Number.isInteger(count) ? formatCount(count) : ''
}

type Draw = (options: Plot.PlotOptions) => string

function drawRows(timeline: Timeline, draw: Draw): Chart | undefined {
  const rows = rowsOverTime(timeline)
  if (rows.length === 0) return undefined
  const tables = [...new Set(rows.map(({ table }) => table))]
  const range = tables.map((_, index) => colors[index % colors.length] ?? 'currentColor')
  const marks = [
    Plot.ruleY([0]),
    Plot.line(rows, { x: 'at', y: 'rows', z: 'table', stroke: 'table', curve: 'step-after', strokeWidth: 2 }),
  ]
  return {
    title: 'Rows',
    text: 'Rows received and stored, of each table.',
    svg: draw({ y: { label: 'rows', grid: true, tickFormat: wholeNumber }, color: { domain: tables, range }, marks }),
    legend: tables.map((name, index) => ({ name, color: range[index] ?? 'currentColor' })),
  }
}

function drawRequests({ buckets, bucketMs }: Timeline, draw: Draw): Chart | undefined {
  if (buckets.every(({ requests }) => requests === 0)) return undefined
  const bars = placed(buckets, bucketMs)
  const again = bars.filter(({ retries }) => retries > 0)
  const marks = [
    Plot.ruleY([0]),
    Plot.rectY(bars, { x1: 'from', x2: 'to', y: 'requests', fill: 'var(--mild)', insetRight: 0.5 }),
    Plot.rectY(again, { x1: 'from', x2: 'to', y: 'retries', fill: 'var(--bad)', insetRight: 0.5 }),
  ]
  const text = `Requests answered in each ${bucketMs / 1000} s; those that had to be made again are red.`
  return {
    title: 'Requests',
    text,
    svg: draw({ y: { label: 'requests', grid: true, tickFormat: wholeNumber }, marks }),
    legend: [],
  }
}

function drawLatency({ buckets, bucketMs }: Timeline, draw: Draw): Chart | undefined {
  const names = ['half', '95 %']
  const range = ['var(--strong)', 'var(--mild)']
  const points = placed(buckets, bucketMs).flatMap(({ middle, latencies }) => {
    const [half, slow] = [latencies.quantile(0.5), latencies.quantile(0.95)]
    if (half === undefined || slow === undefined) return []
    return [
      { at: middle, ms: half, share: 'half' },
      { at: middle, ms: slow, share: '95 %' },
    ]
  })
  if (points.length === 0) return undefined
  const marks = [Plot.ruleY([0]), Plot.line(points, { x: 'at', y: 'ms', z: 'share', stroke: 'share', strokeWidth: 2 })]
  return {
    title: 'Latency',
    text: 'How long answers took at the most, in milliseconds: half of them, and 95 % of them.',
    svg: draw({ y: { label: 'ms', grid: true, zero: true }, color: { domain: names, range }, marks }),
    legend: names.map((name, index) => ({ name, color: range[index] ?? 'currentColor' })),
  }
}

function drawBudget({ buckets, bucketMs }: Timeline, draw: Draw): Chart | undefined {
  const points = placed(buckets, bucketMs).flatMap(({ middle, budgetLeft }) =>
    budgetLeft === undefined ? [] : [{ at: middle, left: budgetLeft * 100 }],
  )
  if (points.length === 0) return undefined
  const line = { x: 'at', y: 'left', stroke: 'var(--strong)', strokeWidth: 2, curve: 'step' } as const
  return {
    title: 'Rate limit',
    text: 'The least that was left of the requests that Intercom allows in a window, in percent.',
    svg: draw({
      y: { label: '% left', grid: true, domain: [0, 100] },
      marks: [Plot.ruleY([0]), Plot.line(points, line)],
    }),
    legend: [],
  }
}

/** Buckets with the seconds that they begin, end, and have their middle at. */
function placed(buckets: Timeline['buckets'], bucketMs: number) {
  const seconds = bucketMs / 1000
  return buckets.map((bucket, index) => ({
    ...bucket,
    from: index * seconds,
    middle: (index + 0.5) * seconds,
    to: (index + 1) * seconds,
  }))
}

type Point = { readonly at: number; readonly rows: number; readonly table: string }

/** Each table from its beginning to the end of the run. */
function rowsOverTime(timeline: Timeline): readonly Point[] {
  const { buckets, bucketMs } = timeline
  const seconds = bucketMs / 1000
  const tables = new Set(buckets.flatMap(({ rows }) => [...rows.keys()]))
  return Array.from(tables).flatMap((table) => {
    const points = buckets.flatMap(({ rows }, index): readonly Point[] => {
      const count = rows.get(table)
      return count === undefined ? [] : [{ at: (index + 0.5) * seconds, rows: count, table }]
    })
    const last = points.at(-1)?.rows ?? 0
    return [{ at: 0, rows: 0, table }, ...points, { at: secondsOf(timeline), rows: last, table }]
  })
}

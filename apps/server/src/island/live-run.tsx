/** @jsxImportSource preact */
import { useEffect, useRef } from 'preact/hooks'

import { isOpen } from '../runs/run-status.ts'
import { createRunChart } from './run-chart.ts'
import type { Progress, RunState, TableState } from './run-state.ts'

const number = new Intl.NumberFormat('en-US')

export function LiveRun({ state }: { readonly state: RunState }) {
  const { status, progress, lines, isConnected } = state
  return (
    <>
      <p role="status">
        <span class={`status ${status.value}`}>{status.value}</span>
        {isOpen(status.value) && !isConnected.value && ' connecting…'}
      </p>
      {progress.value !== undefined && <Tables progress={progress.value} />}
      <Rates state={state} />
      <h2>Log (UTC)</h2>
      <ol class="log">
        {lines.value.map(({ at, level, text }) => (
          <li class={level}>
            <time dateTime={new Date(at).toISOString()}>{new Date(at).toISOString().slice(11, 19)}</time> {text}
          </li>
        ))}
      </ol>
    </>
  )
}

function Tables({ progress: { tables, requests, retries, budget } }: { readonly progress: Progress }) {
  return (
    <>
      <ul class="progress">
        {tables.map((table) => (
          <Table key={table.table} table={table} />
        ))}
      </ul>
      <p class="facts">
        {number.format(requests)} requests
        {retries > 0 && `, ${number.format(retries)} asked again`}
        {budget !== null &&
          budget.limit > 0 &&
          `, ${Math.round((1 - budget.remaining / budget.limit) * 100)} % of the rate limit used`}
      </p>
    </>
  )
}

function Table({ table: { table, status, rows, total, rate } }: { readonly table: TableState }) {
  const most = total ?? Math.max(1, rows)
  const isDone = status === 'succeeded'
  return (
    <li>
      <span class="name">{table}</span> <span class={`status ${status}`}>{status}</span>
      <progress max={most} value={isDone ? most : Math.min(rows, most)} aria-label={table} />
      <span>
        {total === null || isDone ? `${number.format(rows)} rows` : `${number.format(rows)} of ${number.format(total)}`}
        {!isDone && rate !== null && rate > 0 && `, ${number.format(Math.round(rate))}/s`}
      </span>
    </li>
  )
}

/** The chart, once there is something to draw. */
export function Rates({ state }: { readonly state: RunState }) {
  return state.points.value.length > 2 ? <Chart state={state} /> : null
}

function Chart({ state: { points } }: { readonly state: RunState }) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<ReturnType<typeof createRunChart>>(undefined)
  useEffect(() => {
    if (place.current !== null) chart.current = createRunChart(place.current)
    return () => chart.current?.end()
  }, [])
  useEffect(() => chart.current?.draw(points.value), [points.value])
  return (
    <>
      <h2>Rows and requests per second</h2>
      <div class="chart" ref={place} role="img" aria-label="Rows and requests per second over time" />
    </>
  )
}

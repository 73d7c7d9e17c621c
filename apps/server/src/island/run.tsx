/** @jsxImportSource preact */
import { render } from 'preact'

import { isOpen } from '../runs/run-status.ts'
import { drawHistory } from './history.ts'
import { LiveRun, Rates } from './live-run.tsx'
import { followRun } from './run-state.ts'

/** The one script of the pages: it keeps a run's page up to date, and draws the charts. Without it, pages work, and stand still. */

const place = document.querySelector<HTMLElement>('#run')
const runId = place?.dataset['run']
if (place !== null && runId !== undefined) {
  const status = place.dataset['status'] ?? ''
  const state = followRun(runId, status)
  // What is over is told whole by the page, but for its chart.
  const rates = isOpen(status) ? null : document.querySelector('#rates')
  if (rates === null) place.replaceChildren()
  render(rates === null ? <LiveRun state={state} /> : <Rates state={state} />, rates ?? place)
}

const history = document.querySelector<HTMLElement>('#history')
if (history !== null) drawHistory(history)

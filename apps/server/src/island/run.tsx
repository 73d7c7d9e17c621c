/** @jsxImportSource preact */
import { render } from 'preact'

import { drawHistory } from './history.ts'
import { LiveRun } from './live-run.tsx'
import { followRun } from './run-state.ts'

/** The one script of the pages: it keeps a run's page up to date, and draws the charts. Without it, pages work, and stand still. */

const place = document.querySelector<HTMLElement>('#run')
const runId = place?.dataset['run']
if (place !== null && runId !== undefined) {
  const state = followRun(runId, place.dataset['status'] ?? '')
  place.replaceChildren()
  render(<LiveRun state={state} />, place)
}

const history = document.querySelector<HTMLElement>('#history')
if (history !== null) drawHistory(history)

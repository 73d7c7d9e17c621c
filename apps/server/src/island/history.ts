import { createPlot } from './plot.ts'

/** Draws the rows of a table over its runs; the numbers are in the page. */
export function drawHistory(place: HTMLElement): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own page's words
  const points = JSON.parse(place.dataset['points'] ?? '[]') as ReadonlyArray<{
    at: number
    rows: number
    received: number
  }>
  if (points.length < 2) {
    place.textContent = 'A chart is drawn from two runs on.'
    return
  }
  const plot = createPlot(place, [
    { label: 'Rows', color: '--accent', scale: 'rows' },
    { label: 'Received', color: '--second', scale: 'rows' },
  ])
  plot.set([points.map(({ at }) => at / 1000), points.map(({ rows }) => rows), points.map(({ received }) => received)])
}

import { createPlot } from './plot.ts'
import type { Point } from './run-state.ts'

/** Rows and requests per second of a run, from how many there were at each moment. */
export function createRunChart(place: HTMLElement): {
  readonly draw: (points: readonly Point[]) => void
  readonly end: () => void
} {
  const plot = createPlot(place, [
    { label: 'Rows/s', color: '--accent', scale: 'rows' },
    { label: 'Requests/s', color: '--second', scale: 'requests' },
  ])
  return {
    draw(points) {
      const times = points.slice(1).map(({ at }) => at / 1000)
      plot.set([times, rates(points, ({ rows }) => rows), rates(points, ({ requests }) => requests)])
    },
    end: plot.end,
  }
}

function rates(points: readonly Point[], read: (point: Point) => number): number[] {
  return points.slice(1).map((point, index) => {
    const before = points[index] ?? point
    const seconds = Math.max(0.001, (point.at - before.at) / 1000)
    return Math.max(0, read(point) - read(before)) / seconds
  })
}

import uPlot from 'uplot'

const height = 200
const axisSize = 64

/** A color of the style sheet as a canvas takes it, so that charts follow light and dark. */
function color(place: Element, name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  place.append(probe)
  const resolved = getComputedStyle(probe).color
  probe.remove()
  return resolved
}

/** A line in a chart: its label, its color's name, its scale. */
export interface LineOptions {
  readonly label: string
  readonly color: string
  readonly scale: string
}

/** A chart of lines over time of UTC, as wide as its place; axes begin at zero. */
export function createPlot(
  place: HTMLElement,
  lines: readonly LineOptions[],
): { readonly set: (data: uPlot.AlignedData) => void; readonly end: () => void } {
  const axis = {
    stroke: color(place, '--soft'),
    grid: { stroke: color(place, '--line'), width: 1 },
    ticks: { show: false },
  }
  const scales = [...new Set(lines.map(({ scale }) => scale))]
  const plot = new uPlot(
    {
      width: Math.max(200, place.clientWidth),
      height,
      // As everywhere on the pages, whatever the clock of the browser.
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      cursor: { drag: { x: false, y: false } },
      scales: Object.fromEntries(
        scales.map((scale) => [scale, { range: (_plot, _least, most) => [0, Math.max(1, most)] }]),
      ),
      axes: [
        axis,
        ...scales.map((scale, index): uPlot.Axis => {
          if (index === 0) return { ...axis, scale, size: axisSize }
          // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- its enum is of types only; 1 is on the right
          return { ...axis, scale, size: axisSize, side: 1, grid: { show: false } }
        }),
      ],
      series: [
        {},
        ...lines.map((line) => ({
          label: line.label,
          scale: line.scale,
          stroke: color(place, line.color),
          width: 2,
          points: { show: false },
        })),
      ],
    },
    [[], ...lines.map(() => [])],
    place,
  )
  const resize = new ResizeObserver(() => plot.setSize({ width: Math.max(200, place.clientWidth), height }))
  resize.observe(place)
  return {
    set: (data) => plot.setData(data),
    end() {
      resize.disconnect()
      plot.destroy()
    },
  }
}

import { printTable } from '../print-table.ts'
import { oneAtATime, ours } from './extract-case.ts'
import type { Results } from './results.ts'

/** What the dlt scripts are called in results and in the README. */
export const dltWindows = 'dlt, windows of `created_at` on ten threads'
export const dltSequential = 'dlt, one page after the other'

/** The table of the README's section on speed, as Markdown. */
export function printReadmeTable(results: Results): string {
  const headings = ['', '300 ms a request', 'No latency', 'Second run, 120 changes, 300 ms']
  const rows = [ours, oneAtATime, dltWindows, dltSequential].map((name) => {
    const cell = (from: string, detail: 'peakMegabytes' | 'requests'): string => {
      const timing = results[from]?.timings.find((one) => one.name === name)
      if (timing === undefined) return '–'
      const more = detail === 'requests' ? `${timing.requests} requests` : `${timing.peakMegabytes.toFixed(0)} MiB`
      return `${timing.seconds.toFixed(1)} s, ${more}`
    }
    return [name, cell('latency', 'peakMegabytes'), cell('no-latency', 'peakMegabytes'), cell('second-run', 'requests')]
  })
  return printTable(headings, rows)
}

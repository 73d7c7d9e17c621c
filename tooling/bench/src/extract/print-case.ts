import { printTable } from '../print-table.ts'
import type { CaseResult, Target } from './extract-case.ts'

export function printCase({ timings, targets }: CaseResult): string {
  const headings = ['', 'Seconds', 'CPU s', 'Peak MiB', 'Requests', '429', 'All times']
  const rows = timings.map(({ name, seconds, cpuSeconds, peakMegabytes, requests, refused, times }) => [
    name,
    seconds.toFixed(2),
    cpuSeconds.toFixed(2),
    peakMegabytes.toFixed(0),
    String(requests),
    String(refused),
    times.map((time) => time.toFixed(2)).join(' '),
  ])
  return [printTable(headings, rows), ...targets.map(printTarget)].join('\n')
}

export function isMet({ is, bound, kind }: Target): boolean {
  return kind === 'at least' ? is >= bound : is <= bound
}

function printTarget(target: Target): string {
  const { what, is, bound, kind, unit } = target
  return `${isMet(target) ? 'met   ' : 'MISSED'}  ${what}: ${is.toFixed(2)} ${unit}, ${kind} ${bound} ${unit}`
}

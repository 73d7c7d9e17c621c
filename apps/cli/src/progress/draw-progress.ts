import { formatAge, formatCount, type RunProgress, type TableProgress } from '@ingestr/ingest/telling'

/** Below it only what matters most is drawn. */
const narrow = 70
const veryNarrow = 45

/** The lines of a run that goes on: one for each table, and one for its requests. None is wider than `width`. */
export function drawProgress({ tables, ...run }: RunProgress, width: number): readonly string[] {
  const names = Math.max(0, ...tables.map(({ table }) => table.length))
  const lines = tables.map((table) => drawTable(table, { width, names: Math.min(names, Math.floor(width / 2)) }))
  return [...lines, drawRequests(run)].map((line) => cut(line, width))
}

function drawTable(
  progress: TableProgress,
  { width, names }: { readonly width: number; readonly names: number },
): string {
  const { table, status, rows, total, rate } = progress
  const name = cut(table, names).padEnd(names)
  const stored = formatCount(rows)
  if (status === 'waiting') return `${name}  waiting`
  if (status === 'succeeded') return `${name}  done, ${stored} rows`
  if (status === 'stopped') return `${name}  stopped, ${stored} rows`
  if (status === 'failed') return `${name}  failed`
  const share = total === undefined || total === 0 ? undefined : Math.min(1, rows / total)
  const count = total === undefined ? `${stored} rows` : `${stored} of ${formatCount(total)}`
  const parts = [
    count,
    ...(share === undefined ? [] : [`${Math.floor(share * 100)} %`]),
    ...(rate === undefined || width < narrow ? [] : [`${formatCount(Math.round(rate))}/s`]),
    ...(total === undefined || rate === undefined || width < veryNarrow ? [] : [timeLeft(total - rows, rate)]),
  ]
  return `${name}  ${parts.join('  ')}`
}

function timeLeft(rows: number, rate: number): string {
  if (rows <= 0) return 'checking'
  if (rate <= 0) return 'stalled'
  const seconds = Math.ceil(rows / rate)
  return seconds < 60 ? `${seconds} s left` : `${formatAge(seconds * 1000 + 30_000)} left`
}

function drawRequests({ requests, retries, budget }: Omit<RunProgress, 'tables'>): string {
  const parts = [
    `${formatCount(requests)} requests`,
    ...(retries === 0 ? [] : [`${formatCount(retries)} asked again`]),
    ...(budget === undefined ? [] : [`${usedShare(budget)} % of the rate limit used`]),
  ]
  return parts.join(', ')
}

function usedShare({ limit, remaining }: NonNullable<RunProgress['budget']>): number {
  return limit === 0 ? 100 : Math.round((1 - remaining / limit) * 100)
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text
}

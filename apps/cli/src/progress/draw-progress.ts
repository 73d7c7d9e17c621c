import { countOf, formatAge, formatCount, type RunProgress, type TableProgress } from '@ingestr/ingest/telling'

/** The lines of a run that goes on: one for each table, and one for its requests. None is wider than `width`. */
export function drawProgress({ tables, ...run }: RunProgress, width: number): readonly string[] {
  const longest = Math.max(0, ...tables.map(({ table }) => table.length))
  const names = Math.min(longest, Math.floor(width / 2))
  const lines = tables.map((progress) => {
    const name = cut(progress.table, names).padEnd(names)
    return `${name}  ${firstThatFits(describeTable(progress), width - name.length - 2)}`
  })
  return [...lines, firstThatFits(describeRequests(run), width)].map((line) => cut(line, width))
}

/** From the longest to the shortest. */
function describeTable({ status, rows, total, rate }: TableProgress): readonly string[] {
  const stored = countOf(rows, 'row')
  if (status === 'waiting') return ['waiting']
  if (status === 'succeeded') return [`done, ${stored}`, 'done']
  if (status === 'stopped') return [`stopped, ${stored}`, 'stopped']
  if (status === 'failed') return ['failed']
  if (total === undefined) {
    return rate === undefined ? [stored] : [`${stored}  ${formatCount(Math.round(rate))}/s`, stored]
  }
  const count = `${formatCount(rows)} of ${formatCount(total)}`
  const share = total === 0 ? '' : `${Math.floor(Math.min(1, rows / total) * 100)} %`
  const speed = rate === undefined ? '' : `${formatCount(Math.round(rate))}/s`
  const left = rate === undefined ? '' : timeLeft(total - rows, rate)
  return [[count, share, speed, left], [count, share, left], [count, share], [count], [share]].map((parts) =>
    parts.filter((part) => part !== '').join('  '),
  )
}

function timeLeft(rows: number, rate: number): string {
  if (rows <= 0) return 'checking'
  if (rate <= 0) return 'stalled'
  const seconds = Math.ceil(rows / rate)
  return seconds < 60 ? `${seconds} s left` : `${formatAge(seconds * 1000 + 30_000)} left`
}

/** From the longest to the shortest. */
function describeRequests({ requests, retries, budget }: Omit<RunProgress, 'tables'>): readonly string[] {
  const count = countOf(requests, 'request')
  const again = retries === 0 ? [] : [`${formatCount(retries)} asked again`]
  const used = budget === undefined ? '' : `${usedShare(budget)} %`
  const budgets = budget === undefined ? [] : [`${used} of the rate limit used`, `${used} of the limit`, `${used} used`]
  return [
    ...(budgets.length === 0 ? [[count, ...again]] : budgets.map((share) => [count, ...again, share])),
    [count, ...budgets.slice(-1)],
    [count],
  ].map((parts) => parts.join(', '))
}

function usedShare({ limit, remaining }: NonNullable<RunProgress['budget']>): number {
  return limit === 0 ? 100 : Math.round((1 - remaining / limit) * 100)
}

function firstThatFits(texts: readonly string[], width: number): string {
  return texts.find((text) => text.length <= width) ?? texts.at(-1) ?? ''
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text
}

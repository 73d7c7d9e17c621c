import { formatCount, formatDuration, formatMoment } from '@ingestr/ingest/telling'

import type { Chart } from './draw-charts.ts'
import { escapeHtml } from './escape-html.ts'
import { reportStyle } from './report-style.ts'
import type { ReportedTable, RunReport } from './run-report.ts'

/** One page that needs nothing else: no script, no font, no picture from elsewhere. */
export function reportPage(report: RunReport, charts: readonly Chart[]): string {
  const { source, location, timeline, tables, runId } = report
  const requests = timeline.buckets.reduce((sum, bucket) => sum + bucket.requests, 0)
  const retries = timeline.buckets.reduce((sum, bucket) => sum + bucket.retries, 0)
  const facts = [
    ['Source', source === '' ? 'not reached' : source],
    ['Into', location === '' ? '–' : location],
    ['Began', formatMoment(timeline.startedAt)],
    ['Took', formatDuration(timeline.endedAt - timeline.startedAt)],
    [
      'Requests',
      retries === 0 ? formatCount(requests) : `${formatCount(requests)}, ${formatCount(retries)} asked again`,
    ],
    ['Run', runId ?? '–'],
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ingestr: ${escapeHtml(outcome(report))}</title>
<style>${reportStyle}</style>
</head>
<body>
<h1>${escapeHtml(outcome(report))}</h1>
<dl>${facts.map(([name = '', value = '']) => `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl>
${section(
  'What went wrong',
  list(
    report.failures.map(({ code, message }) => `${code}: ${message}`),
    'bad',
  ),
)}
${section('Warnings', list(report.warnings, 'bad'))}
${section('Tables', tables.length === 0 ? '' : tablesHtml(tables))}
${charts.map((chart) => chartHtml(chart)).join('\n')}
${section('Columns that changed', changesHtml(tables))}
${section('Notes', list(report.notes, ''))}
</body>
</html>
`
}

function chartHtml({ title, text, svg, legend }: Chart): string {
  const entries = legend.map(
    ({ name, color }) => `<span><i style="background: ${color}"></i>${escapeHtml(name)}</span>`,
  )
  const key = entries.length === 0 ? '' : `<div class="legend">${entries.join('')}</div>`
  return section(title, `<p>${escapeHtml(text)}</p>${key}<div class="scroll">${svg}</div>`)
}

function outcome({ tables, failures }: RunReport): string {
  const done = tables.filter(({ status }) => status === 'succeeded').length
  if (failures.length > 0 && done === 0) return 'The run failed'
  if (failures.length > 0) return `${done} of ${tables.length} tables are done, the others failed`
  if (tables.length === 0) return 'The run was stopped before anything was read'
  if (tables.some(({ status }) => status !== 'succeeded')) return 'The run was stopped'
  return tables.length === 1 ? `${tables[0]?.table} is done` : `All ${tables.length} tables are done`
}

function tablesHtml(tables: readonly ReportedTable[]): string {
  const columns = [
    'Table',
    'Ended',
    'Rows read',
    'New',
    'Updated',
    'Counted before',
    'Counted after',
    'Missing',
    'In the table',
    'Requests',
    'Asked again',
    'Took',
  ]
  const rows = tables.map(({ table, target, status, summary, durationMs, counts }) => [
    `<b>${escapeHtml(table)}</b> → ${escapeHtml(target)}<br><small>${escapeHtml(summary)}</small>`,
    `<span class="${status === 'succeeded' ? 'good' : 'bad'}">${status === 'running' ? 'cut short' : status}</span>`,
    ...[
      'received',
      'inserted',
      'updated',
      'apiCountBefore',
      'apiCountAfter',
      'missing',
      'rows',
      'requests',
      'retries',
    ].map((name) => count(counts[name], name === 'missing')),
    durationMs === undefined ? '–' : formatDuration(durationMs),
  ])
  return tableHtml(columns, rows)
}

function count(value: number | null | undefined, isBad: boolean): string {
  if (value === null || value === undefined) return '–'
  return isBad && value > 0 ? `<span class="bad">${formatCount(value)}</span>` : formatCount(value)
}

function changesHtml(tables: readonly ReportedTable[]): string {
  const rows = tables.flatMap(({ schemaChanges }) =>
    schemaChanges.map(({ column, from, to }) => [escapeHtml(column), escapeHtml(from ?? 'new'), escapeHtml(to)]),
  )
  return rows.length === 0 ? '' : tableHtml(['Column', 'Was', 'Is'], rows)
}

function tableHtml(columns: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const head = columns.map((column) => `<th>${column}</th>`).join('')
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`
}

function list(texts: readonly string[], className: string): string {
  if (texts.length === 0) return ''
  return `<ul>${texts.map((text) => `<li class="${className}">${escapeHtml(text)}</li>`).join('')}</ul>`
}

function section(title: string, content: string): string {
  return content === '' ? '' : `<section><h2>${title}</h2>${content}</section>`
}

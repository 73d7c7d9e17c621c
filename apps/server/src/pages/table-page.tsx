import type { RowHistory } from '../runs/freshness.ts'
import type { RowsOutcome } from '../runs/job.ts'
import type { SyncView } from '../syncs/sync-view.ts'
import { type Frame, Page } from './layout.tsx'
import { count } from './words.tsx'

const longestValue = 120

export function TablePage({
  frame,
  sync,
  table,
  rows,
  history,
  problem,
}: {
  readonly frame: Frame
  readonly sync: SyncView
  readonly table: string
  readonly rows: RowsOutcome | undefined
  readonly history: RowHistory
  readonly problem?: string | undefined
}) {
  return (
    <Page title={table} path="/syncs" frame={frame} hasScript problem={problem}>
      <p class="facts">
        <a href={`/syncs/${sync.id}`}>{sync.name}</a> → {sync.destTable.replaceAll('{table}', table)}
        {rows !== undefined && ` · ${count(rows.count)} rows`}
      </p>
      {history.length > 0 && <History history={history} />}
      {rows !== undefined && (
        <>
          <h2>First rows</h2>
          <Rows rows={rows} />
          <h2>Columns</h2>
          <dl class="columns">
            {rows.columns.map(({ name, type }) => (
              <div>
                <dt>{name}</dt>
                <dd>{type}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Page>
  )
}

/** A table that the script turns into a chart; both say the same. */
function History({ history }: { readonly history: RowHistory }) {
  return (
    <>
      <h2>Rows over time</h2>
      <div id="history" class="chart" data-points={JSON.stringify(history)} />
      <details>
        <summary>As numbers</summary>
        <div class="scroll" tabindex={0} role="region" aria-label="Rows over time">
          <table>
            <thead>
              <tr>
                <th scope="col">Run ended</th>
                <th scope="col" class="number">
                  Rows
                </th>
                <th scope="col" class="number">
                  Received
                </th>
              </tr>
            </thead>
            <tbody>
              {history.toReversed().map(({ at, rows, received }) => (
                <tr>
                  <th scope="row">{new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC</th>
                  <td class="number">{count(rows)}</td>
                  <td class="number">{count(received)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  )
}

function Rows({ rows: { columns, rows } }: { readonly rows: RowsOutcome }) {
  return (
    <div class="scroll" tabindex={0} role="region" aria-label="First rows">
      <table class="rows">
        <thead>
          <tr>
            {columns.map(({ name }) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((value) => (
                <td>{value === null ? <span class="null">null</span> : cut(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function cut(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
}

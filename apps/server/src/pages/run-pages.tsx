import type { RunEvent } from '../runs/run-events.ts'
import { isOpen, mayGoOn, runStatuses } from '../runs/run-status.ts'
import type { RunRow, RunTableRow } from '../store/tables.ts'
import { readCounts } from '../runs/freshness.ts'
import { Action, type Frame, Page, Select } from './layout.tsx'
import { cause, count, Moment, Status, took } from './words.tsx'

export function RunsPage({
  frame,
  runs,
  names,
  status,
  next,
  now,
}: {
  readonly frame: Frame
  readonly runs: readonly RunRow[]
  readonly names: ReadonlyMap<string, string>
  readonly status: string
  readonly next: string | null
  readonly now: number
}) {
  const query = new URLSearchParams({ ...(status === '' ? {} : { status }), ...(next === null ? {} : { after: next }) })
  return (
    <Page title="Runs" path="/runs" frame={frame}>
      <form method="get" action="/runs" class="row">
        <label for="status">Status</label>
        <Select
          name="status"
          value={status}
          options={[['', 'all'], ...runStatuses.map((each) => [each, each] as const)]}
        />
        <button>Show</button>
      </form>
      <RunTable runs={runs} names={names} now={now} />
      {next !== null && (
        <p>
          <a href={`/runs?${query.toString()}`}>Older</a>
        </p>
      )}
    </Page>
  )
}

export function RunTable({
  runs,
  names,
  now,
}: {
  readonly runs: readonly RunRow[]
  readonly names: ReadonlyMap<string, string>
  readonly now: number
}) {
  if (runs.length === 0) return <p>None yet.</p>
  return (
    <div class="scroll" tabindex={0} role="region" aria-label="Runs">
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Status</th>
            <th scope="col">Why</th>
            <th scope="col">Begun</th>
            <th scope="col" class="number">
              Took
            </th>
            <th scope="col">Error</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr>
              <th scope="row" class="cut">
                <a href={`/runs/${run.id}`}>{names.get(run.sync_id) ?? run.sync_id}</a>
              </th>
              <td>
                <Status status={run.status} />
              </td>
              <td>{cause(run)}</td>
              <td>
                <Moment at={run.started_at ?? run.not_before} now={now} />
              </td>
              <td class="number">{took(run, now)}</td>
              <td class="cut">{run.error_message ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function RunPage({
  frame,
  run,
  syncName,
  tables,
  log,
  now,
  problem,
}: {
  readonly frame: Frame
  readonly run: RunRow
  readonly syncName: string
  readonly tables: readonly RunTableRow[]
  readonly log: readonly RunEvent[]
  readonly now: number
  readonly problem?: string | undefined
}) {
  return (
    <Page title={`Run of ${syncName}`} path="/runs" frame={frame} hasScript problem={problem}>
      <p class="facts">
        <a href={`/syncs/${run.sync_id}`}>{syncName}</a> · {cause(run)} · begun{' '}
        <Moment at={run.started_at ?? run.not_before} now={now} />
        {run.follows !== null && (
          <>
            {' · '}goes on from <a href={`/runs/${run.follows}`}>this run</a>
          </>
        )}
        {run.interval_from !== null && ` · ${run.interval_from.slice(0, 10)} to ${run.interval_to?.slice(0, 10)}`}
      </p>
      <div class="actions">
        {isOpen(run.status) && run.wants_cancel === 0 && (
          <Action action={`/runs/${run.id}/cancel`} token={frame.token} label="Cancel" kind="danger" />
        )}
        {isOpen(run.status) && run.wants_cancel === 1 && <span>Ending after what has arrived…</span>}
        {mayGoOn(run.status) && (
          <Action action={`/runs/${run.id}/retry`} token={frame.token} label="Go on from here" kind="primary" />
        )}
      </div>
      <div id="run" data-run={run.id} data-status={run.status}>
        <p>
          <Status status={run.status} /> {took(run, now)}
        </p>
        {run.error_message !== null && <p class="problem">{run.error_message}</p>}
        {tables.length > 0 && <RunTables tables={tables} />}
        {isOpen(run.status) ? (
          <noscript>
            <p>Without JavaScript this page does not move: load it again.</p>
          </noscript>
        ) : (
          <div id="rates" />
        )}
        <h2>Log (UTC)</h2>
        <ol class="log">
          {log.map(({ at, data }) => (
            <li class={String(data['level'])}>
              <time datetime={new Date(at).toISOString()}>{new Date(at).toISOString().slice(11, 19)}</time>{' '}
              {String(data['text'])}
            </li>
          ))}
        </ol>
      </div>
      {tables.some(({ counts }) => counts !== '{}') && <Completeness tables={tables} />}
    </Page>
  )
}

function RunTables({ tables }: { readonly tables: readonly RunTableRow[] }) {
  return (
    <ul class="progress">
      {tables.map(({ name, status, rows, total }) => (
        <li>
          <span class="name">{name}</span> <Status status={status} />
          <progress
            max={total ?? Math.max(1, rows)}
            value={status === 'succeeded' ? (total ?? Math.max(1, rows)) : rows}
            aria-label={name}
          />
          <span>
            {total === null || status === 'succeeded' ? `${count(rows)} rows` : `${count(rows)} of ${count(total)}`}
          </span>
        </li>
      ))}
    </ul>
  )
}

const columns = [
  'received',
  'inserted',
  'updated',
  'unchanged',
  'rows',
  'requests',
  'retries',
  'planned',
  'read',
  'duplicates',
  'missing',
] as const

function Completeness({ tables }: { readonly tables: readonly RunTableRow[] }) {
  return (
    <>
      <h2>Counts</h2>
      <div class="scroll" tabindex={0} role="region" aria-label="Counts">
        <table>
          <thead>
            <tr>
              <th scope="col">Table</th>
              {columns.map((name) => (
                <th scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tables.map(({ name, counts }) => {
              const numbers = readCounts(counts)
              return (
                <tr>
                  <th scope="row">{name}</th>
                  {columns.map((column) => (
                    <td class="number">{count(numbers[column] ?? null)}</td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </>
  )
}

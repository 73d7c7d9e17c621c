import type { TableFreshness } from '../runs/freshness.ts'
import { isOpen } from '../runs/run-status.ts'
import type { RunRow } from '../store/tables.ts'
import type { SyncView } from '../syncs/sync-view.ts'
import { Action, type Frame, Page } from './layout.tsx'
import { cause, count, Moment, Status } from './words.tsx'

/** A sync with how it stands. */
export interface SyncState {
  readonly sync: SyncView
  readonly connection: string
  readonly tables: readonly TableFreshness[]
  readonly lastRun: RunRow | undefined
}

export function OverviewPage({
  frame,
  states,
  hasConnections,
  now,
}: {
  readonly frame: Frame
  readonly states: readonly SyncState[]
  readonly hasConnections: boolean
  readonly now: number
}) {
  return (
    <Page title="Overview" path="/" frame={frame}>
      {states.length === 0 && <Beginning hasConnections={hasConnections} />}
      {states.map((state) => (
        <SyncCard state={state} frame={frame} now={now} />
      ))}
      {states.length > 0 && (
        <p>
          <a class="button" href="/syncs/new">
            New sync
          </a>
        </p>
      )}
    </Page>
  )
}

function Beginning({ hasConnections }: { readonly hasConnections: boolean }) {
  return (
    <section class="panel">
      <h2>Nothing is copied yet</h2>
      <ol>
        <li>{hasConnections ? 'You have a connection.' : <a href="/connections">Connect an Intercom workspace</a>}</li>
        <li>
          {hasConnections ? <a href="/syncs/new">Make a sync</a> : 'Make a sync'}: which tables, where to, and when.
        </li>
        <li>Run it, and watch.</li>
      </ol>
    </section>
  )
}

function SyncCard({ state, frame, now }: { readonly state: SyncState; readonly frame: Frame; readonly now: number }) {
  const { sync, connection, tables, lastRun } = state
  const isBusy = lastRun !== undefined && isOpen(lastRun.status)
  return (
    <section class="panel">
      <div class="row">
        <h2>
          <a href={`/syncs/${sync.id}`}>{sync.name}</a>
        </h2>
        {!isBusy && <Action action={`/syncs/${sync.id}/runs`} token={frame.token} label="Run now" kind="primary" />}
      </div>
      <p class="facts">
        {connection} → {sync.destination} · <When sync={sync} now={now} />
        {lastRun !== undefined && (
          <>
            {' · '}
            <a href={`/runs/${lastRun.id}`}>last run</a> <Status status={lastRun.status} /> {cause(lastRun)},{' '}
            <Moment at={lastRun.ended_at ?? lastRun.started_at ?? lastRun.created_at} now={now} />
          </>
        )}
      </p>
      {lastRun?.error_message != null && <p class="problem">{lastRun.error_message}</p>}
      <TableList sync={sync} tables={tables} now={now} />
    </section>
  )
}

export function When({ sync, now }: { readonly sync: SyncView; readonly now: number }) {
  if (sync.paused) return <span>paused{sync.pausedWhy === null ? '' : `: ${sync.pausedWhy}`}</span>
  const [next] = sync.nextTimes
  if (sync.schedule === null || next === undefined) return <span>by hand</span>
  return (
    <span>
      {sync.schedule} ({sync.timezone}), next <Moment at={Date.parse(next)} now={now} />
    </span>
  )
}

/** The tables of a sync, and how fresh each is. */
export function TableList({
  sync,
  tables,
  now,
}: {
  readonly sync: SyncView
  readonly tables: readonly TableFreshness[]
  readonly now: number
}) {
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={`Tables of ${sync.name}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Table</th>
            <th scope="col" class="number">
              Rows
            </th>
            <th scope="col">Copied</th>
            <th scope="col">Fresh as of</th>
            <th scope="col">Missing</th>
          </tr>
        </thead>
        <tbody>
          {tables.map(({ table, rows, syncedAt, readUpTo, missing }) => (
            <tr>
              <th scope="row">
                <a href={`/syncs/${sync.id}/tables/${table}`}>{table}</a>
              </th>
              <td class="number">{count(rows)}</td>
              <td>
                <Moment at={syncedAt} now={now} />
              </td>
              <td>
                <Moment at={readUpTo ?? syncedAt} now={now} />
              </td>
              <td>{missing === null ? '–' : missing === 0 ? 'none' : <strong>{count(missing)}</strong>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

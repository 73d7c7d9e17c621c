import type { ConnectionView } from '../connections/connections.ts'
import type { TableFreshness } from '../runs/freshness.ts'
import type { RunRow } from '../store/tables.ts'
import type { SyncView } from '../syncs/sync-view.ts'
import { Action, Check, Field, type Frame, Page, Removal, Select, Token } from './layout.tsx'
import { TableList, When } from './overview-page.tsx'
import { RunTable } from './run-pages.tsx'
import { Moment, onTheClock } from './words.tsx'

/** What a form of a sync holds; text as it was typed. */
export interface SyncInput {
  readonly name: string
  readonly connectionId: string
  readonly tables: readonly string[]
  readonly destination: string
  readonly destTable: string
  readonly strategy: string
  readonly mask: string
  readonly schedule: string
  readonly timezone: string
  readonly overlap: string
  readonly missed: string
  readonly retries: string
  readonly strict: boolean
  readonly publish: boolean
  readonly paused: boolean
}

export interface SyncChoices {
  readonly connections: readonly ConnectionView[]
  readonly tables: readonly string[]
  readonly destinations: readonly string[]
}

export function SyncFormPage({
  frame,
  title,
  action,
  input,
  choices,
  problem,
}: {
  readonly frame: Frame
  readonly title: string
  readonly action: string
  readonly input: SyncInput
  readonly choices: SyncChoices
  readonly problem?: string | undefined
}) {
  return (
    <Page title={title} path="/syncs" frame={frame} problem={problem}>
      <form method="post" action={action} class="panel">
        <Token token={frame.token} />
        <WhatFields input={input} choices={choices} />
        <WhenFields input={input} />
        <details>
          <summary>More</summary>
          <MoreFields input={input} />
        </details>
        <button class="primary">Save</button>
      </form>
    </Page>
  )
}

function WhatFields({ input, choices }: { readonly input: SyncInput; readonly choices: SyncChoices }) {
  return (
    <>
      <Field label="Name" name="name">
        <input id="name" name="name" value={input.name} required maxlength={80} />
      </Field>
      <Field label="Connection" name="connectionId">
        <Select
          name="connectionId"
          value={input.connectionId}
          options={choices.connections.map(({ id, name }) => [id, name] as const)}
        />
      </Field>
      <fieldset>
        <legend>Tables</legend>
        <div class="checks">
          {choices.tables.map((table) => (
            <label class="check">
              <input type="checkbox" name="tables" value={table} checked={input.tables.includes(table)} /> {table}
            </label>
          ))}
        </div>
      </fieldset>
      <Field
        label="Destination"
        name="destination"
        hint={`A name: the database is kept in the data directory.${choices.destinations.length === 0 ? '' : ` Or: ${choices.destinations.join(', ')}.`}`}
      >
        <input
          id="destination"
          name="destination"
          value={input.destination}
          required
          maxlength={64}
          list="destinations"
          aria-describedby="destination-hint"
        />
        <datalist id="destinations">
          {choices.destinations.map((name) => (
            <option value={name} />
          ))}
        </datalist>
      </Field>
    </>
  )
}

function WhenFields({ input }: { readonly input: SyncInput }) {
  return (
    <div class="pair">
      <Field label="Schedule" name="schedule" hint="every 15m, every 6h, or cron: 0 3 * * *. Empty: by hand.">
        <input id="schedule" name="schedule" value={input.schedule} maxlength={100} aria-describedby="schedule-hint" />
      </Field>
      <Field label="Time zone" name="timezone" hint="For cron, such as Europe/Lisbon.">
        <input
          id="timezone"
          name="timezone"
          value={input.timezone}
          required
          maxlength={60}
          aria-describedby="timezone-hint"
        />
      </Field>
    </div>
  )
}

function MoreFields({ input }: { readonly input: SyncInput }) {
  return (
    <>
      <div class="pair">
        <Field label="Target tables" name="destTable" hint="{table} stands for each table's name.">
          <input
            id="destTable"
            name="destTable"
            value={input.destTable}
            required
            maxlength={200}
            aria-describedby="destTable-hint"
          />
        </Field>
        <Field label="Strategy" name="strategy">
          <Select
            name="strategy"
            value={input.strategy}
            options={[
              ['', "Each table's own"],
              ['merge', 'merge'],
              ['replace', 'replace'],
              ['append', 'append'],
            ]}
          />
        </Field>
      </div>
      <Field label="Masks" name="mask" hint="column:algorithm, parted by commas, or intercom-pii.">
        <input id="mask" name="mask" value={input.mask} maxlength={2000} aria-describedby="mask-hint" />
      </Field>
      <div class="pair">
        <Field label="A slot while the last run goes on" name="overlap">
          <Select
            name="overlap"
            value={input.overlap}
            options={[
              ['skip', 'is skipped'],
              ['queue', 'waits for it'],
            ]}
          />
        </Field>
        <Field label="Slots while the server was down" name="missed">
          <Select
            name="missed"
            value={input.missed}
            options={[
              ['once', 'make one run'],
              ['skip', 'are skipped'],
            ]}
          />
        </Field>
      </div>
      <Field
        label="Retries"
        name="retries"
        hint="Of failures that may pass, such as of the network; at growing distances."
      >
        <input
          id="retries"
          name="retries"
          type="number"
          min={0}
          max={20}
          value={input.retries}
          required
          aria-describedby="retries-hint"
        />
      </Field>
      <Check name="strict" label="Records that are counted and do not come fail the run" isOn={input.strict} />
      <Check
        name="publish"
        label="Publish a copy of the database for readers after each good run"
        isOn={input.publish}
      />
      <Check name="paused" label="Paused" isOn={input.paused} />
    </>
  )
}

export function SyncPage({
  frame,
  sync,
  connection,
  tables,
  runs,
  publishedAt,
  now,
  problem,
}: {
  readonly frame: Frame
  readonly sync: SyncView
  readonly connection: string
  readonly tables: readonly TableFreshness[]
  readonly runs: readonly RunRow[]
  /** Where readers find the copy. */
  readonly publishedAt: string | undefined
  readonly now: number
  readonly problem?: string | undefined
}) {
  const { id, name, destination, destTable, nextTimes, publish } = sync
  return (
    <Page title={name} path="/syncs" frame={frame} problem={problem}>
      <p class="facts">
        {connection} → {destination} ({destTable}) · <When sync={sync} now={now} />
      </p>
      {publish && publishedAt !== undefined && (
        <p class="facts">
          Readers open the copy: <code>{publishedAt}</code>
        </p>
      )}
      <div class="actions">
        <Action action={`/syncs/${id}/runs`} token={frame.token} label="Run now" kind="primary" />
        <Action
          action={`/syncs/${id}/runs`}
          token={frame.token}
          label="Read everything anew"
          fields={{ fullRefresh: 'on' }}
        />
        <Action
          action={`/syncs/${id}/pause`}
          token={frame.token}
          label={sync.paused ? 'Go on' : 'Pause'}
          fields={{ paused: sync.paused ? '' : 'on' }}
        />
        <a class="button" href={`/syncs/${id}/edit`}>
          Edit
        </a>
        <Removal action={`/syncs/${id}/remove`} token={frame.token} what="Its history goes; what was copied stays." />
      </div>
      <h2>Tables</h2>
      <TableList sync={sync} tables={tables} now={now} />
      {nextTimes.length > 0 && (
        <>
          <h2>Next</h2>
          <ul class="times">
            {nextTimes.map((time) => (
              <li>
                <time datetime={time}>{onTheClock(time, sync.timezone)}</time> {sync.timezone} (
                <Moment at={Date.parse(time)} now={now} />)
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>Runs</h2>
      <RunTable runs={runs} names={new Map([[id, name]])} now={now} />
      <h2>Backfill</h2>
      <form method="post" action={`/syncs/${id}/backfills`} class="panel">
        <Token token={frame.token} />
        <p class="hint">Reads records that were updated in an interval anew. What is stored stays; the cursor too.</p>
        <div class="pair">
          <Field label="From" name="from">
            <input id="from" name="from" type="date" required />
          </Field>
          <Field label="To, without that day" name="to">
            <input id="to" name="to" type="date" required />
          </Field>
          <Field label="Days per run" name="daysPerRun">
            <input id="daysPerRun" name="daysPerRun" type="number" min={1} max={366} value="31" required />
          </Field>
        </div>
        <button>Backfill</button>
      </form>
    </Page>
  )
}

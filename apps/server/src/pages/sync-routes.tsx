import { IngestError } from '@ingestr/contract'
import { listTables } from '@ingestr/ingest'
import type { Context } from 'hono'

import type { Application } from '../api/route.ts'
import { who } from '../api/who.ts'
import { newBackfill, newSync, syncChange } from '../schemas.ts'
import type { Environment } from '../services.ts'
import type { SyncView } from '../syncs/sync-view.ts'
import { type Form, parseForm, readForm } from './forms.ts'
import { frameOf, type PageTools, problemOf, seeOther, show } from './page-tools.tsx'
import { type SyncChoices, SyncFormPage, type SyncInput, SyncPage } from './sync-pages.tsx'
import { TablePage } from './table-page.tsx'

const shownRuns = 20
const shownRows = 10
const shownPoints = 200

/** Pages of syncs, and of the tables that they copy. */
export function addSyncPages(application: Application, tools: PageTools): void {
  const { services } = tools
  const { syncs, runs, connections, destinations, freshness, looks, audit, clock } = services

  async function choices(): Promise<SyncChoices> {
    const [known, tables] = await Promise.all([connections.list(), listTables()])
    return { connections: known, tables: tables.map(({ name }) => name), destinations: destinations.named }
  }

  async function showSync(
    context: Context<Environment>,
    sync: SyncView,
    problem?: string,
    status = 200,
  ): Promise<Response> {
    const [connection, tables, history] = await Promise.all([
      connections.get(sync.connectionId),
      freshness.of(sync),
      runs.list({ syncId: sync.id, limit: shownRuns }),
    ])
    const { publishTo } = destinations.resolve(sync.destination)
    const page = {
      connection: connection.name,
      tables,
      runs: history.runs,
      publishedAt: publishTo,
      now: clock.now(),
      problem,
    }
    return show(<SyncPage frame={frameOf(context, tools)} sync={sync} {...page} />, status)
  }

  /** Does it, and shows the sync again with what was wrong, if anything was. */
  async function change(
    context: Context<Environment, '/syncs/:id/x'>,
    act: (sync: SyncView, form: Form) => Promise<string>,
  ): Promise<Response> {
    const form = await readForm(context, services)
    const sync = await syncs.get(context.req.param('id'))
    try {
      return seeOther(await act(sync, form))
    } catch (error) {
      const { text, status } = problemOf(error, tools)
      return await showSync(context, sync, text, status)
    }
  }

  async function save(
    context: Context<Environment>,
    title: string,
    action: string,
    act: (form: Form) => Promise<SyncView>,
  ): Promise<Response> {
    const form = await readForm(context, services)
    try {
      const { id } = await act(form)
      return seeOther(`/syncs/${id}`)
    } catch (error) {
      const { text, status } = problemOf(error, tools)
      const frame = frameOf(context, tools)
      const page = (
        <SyncFormPage
          frame={frame}
          title={title}
          action={action}
          input={inputOf(form)}
          choices={await choices()}
          problem={text}
        />
      )
      return show(page, status)
    }
  }

  application.get('/syncs/new', async (context) => {
    const all = await choices()
    // A connection is made on its own page, which leads back to syncs.
    if (all.connections.length === 0) return seeOther('/connections')
    const input = { ...emptyInput, connectionId: all.connections[0]?.id ?? '', tables: all.tables }
    return show(
      <SyncFormPage frame={frameOf(context, tools)} title="New sync" action="/syncs" input={input} choices={all} />,
    )
  })
  application.post('/syncs', async (context) =>
    save(context, 'New sync', '/syncs', async (form) => {
      const sync = await syncs.create(parseForm(newSync, givenOf(form)))
      await audit.record(who(context), 'sync.created', sync.name)
      return sync
    }),
  )
  application.get('/syncs/:id', async (context) => showSync(context, await syncs.get(context.req.param('id'))))
  application.get('/syncs/:id/edit', async (context) => {
    const sync = await syncs.get(context.req.param('id'))
    const input = {
      ...sync,
      strategy: sync.strategy ?? '',
      schedule: sync.schedule ?? '',
      retries: String(sync.retries),
    }
    const form = { title: `Edit ${sync.name}`, action: `/syncs/${sync.id}/edit`, input, choices: await choices() }
    return show(<SyncFormPage frame={frameOf(context, tools)} {...form} />)
  })
  application.post('/syncs/:id/edit', async (context) => {
    const before = await syncs.get(context.req.param('id'))
    return await save(context, `Edit ${before.name}`, `/syncs/${before.id}/edit`, async (form) => {
      const sync = await syncs.change(before.id, parseForm(syncChange, givenOf(form)))
      await audit.record(who(context), 'sync.changed', sync.name)
      return sync
    })
  })
  application.post('/syncs/:id/runs', async (context) =>
    change(context, async ({ id }, form) => {
      const run = await runs.begin(id, 'manual', form.isOn('fullRefresh'))
      await audit.record(who(context), 'run.begun', run.id)
      return `/runs/${run.id}`
    }),
  )
  application.post('/syncs/:id/backfills', async (context) =>
    change(context, async ({ id }, form) => {
      const given = { from: form.text('from'), to: form.text('to'), daysPerRun: Number(form.text('daysPerRun')) }
      const begun = await runs.backfill(id, parseForm(newBackfill, given))
      await audit.record(who(context), 'backfill.begun', `${begun.length} runs`)
      return `/syncs/${id}`
    }),
  )
  application.post('/syncs/:id/pause', async (context) =>
    change(context, async ({ id, name }, form) => {
      const paused = form.isOn('paused')
      await syncs.change(id, { paused })
      await audit.record(who(context), paused ? 'sync.paused' : 'sync.continued', name)
      return `/syncs/${id}`
    }),
  )
  application.post('/syncs/:id/remove', async (context) =>
    change(context, async ({ id, name }) => {
      await syncs.remove(id)
      await audit.record(who(context), 'sync.removed', name)
      return '/'
    }),
  )
  application.get('/syncs/:id/tables/:table', async (context) => {
    const { id, table } = context.req.param()
    const sync = await syncs.get(id)
    const history = await freshness.history(id, table, shownPoints)
    const page = { frame: frameOf(context, tools), sync, table, history }
    try {
      return show(<TablePage {...page} rows={await looks.rows(id, table, shownRows)} />)
    } catch (error) {
      const { text, status } = problemOf(error, tools)
      // A table that is busy, or not there yet, has a page all the same.
      if (!sync.tables.includes(table)) return show(<TablePage {...page} rows={undefined} problem={text} />, status)
      const isNew = history.length === 0 && IngestError.isInstance(error) && error.code === 'INVALID_ARGUMENT'
      const told = isNew ? 'It is not copied yet: the first run makes it.' : text
      return show(<TablePage {...page} rows={undefined} problem={told} />)
    }
  })
}

const emptyInput: SyncInput = {
  name: '',
  connectionId: '',
  tables: [],
  destination: 'warehouse',
  destTable: 'intercom.{table}',
  strategy: '',
  mask: '',
  schedule: 'every 1h',
  timezone: 'UTC',
  overlap: 'skip',
  missed: 'once',
  retries: '3',
  strict: false,
  publish: false,
  paused: false,
}

function inputOf(form: Form): SyncInput {
  const text = (name: string): string => form.text(name)
  return {
    name: text('name'),
    connectionId: text('connectionId'),
    tables: form.list('tables'),
    destination: text('destination'),
    destTable: text('destTable'),
    strategy: text('strategy'),
    mask: text('mask'),
    schedule: text('schedule'),
    timezone: text('timezone'),
    overlap: text('overlap'),
    missed: text('missed'),
    retries: text('retries'),
    strict: form.isOn('strict'),
    publish: form.isOn('publish'),
    paused: form.isOn('paused'),
  }
}

/** As the API takes it: what is empty is not set. */
function givenOf(form: Form): object {
  const input = inputOf(form)
  const { strategy, schedule, retries } = input
  return { ...input, strategy: strategy || null, schedule: schedule.trim() || null, retries: Number(retries) }
}

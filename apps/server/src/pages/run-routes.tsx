import type { Context } from 'hono'

import type { Application } from '../api/route.ts'
import { who } from '../api/who.ts'
import type { Environment } from '../services.ts'
import type { RunRow } from '../store/tables.ts'
import { runStatus } from '../api/views.ts'
import { readForm } from './forms.ts'
import { OverviewPage, type SyncState } from './overview-page.tsx'
import { frameOf, type PageTools, problemOf, seeOther, show } from './page-tools.tsx'
import { RunPage, RunsPage } from './run-pages.tsx'

const shownRuns = 50
const shownLines = 200

/** The overview, the history, and a run. */
export function addRunPages(application: Application, tools: PageTools): void {
  const { services } = tools
  const { syncs, runs, connections, freshness, events, audit, clock } = services

  application.get('/', async (context) => {
    const [all, known] = await Promise.all([syncs.list(), connections.list()])
    const names = new Map(known.map(({ id, name }) => [id, name]))
    const states = await Promise.all(
      all.map(async (sync): Promise<SyncState> => {
        const [tables, history] = await Promise.all([freshness.of(sync), runs.list({ syncId: sync.id, limit: 1 })])
        return { sync, connection: names.get(sync.connectionId) ?? '', tables, lastRun: history.runs[0] }
      }),
    )
    const page = { states, hasConnections: known.length > 0, now: clock.now() }
    return show(<OverviewPage frame={frameOf(context, tools)} {...page} />)
  })

  application.get('/runs', async (context) => {
    const status = runStatus.safeParse(context.req.query('status')).data
    const after = context.req.query('after')
    const { runs: list, next } = await runs.list({ limit: shownRuns, status, after })
    const names = new Map((await syncs.list()).map(({ id, name }) => [id, name]))
    const page = { runs: list, names, status: status ?? '', next, now: clock.now() }
    return show(<RunsPage frame={frameOf(context, tools)} {...page} />)
  })

  async function showRun(context: Context<Environment>, id: string, problem?: string, status = 200): Promise<Response> {
    const { run, tables } = await runs.get(id)
    const { name } = await syncs.get(run.sync_id)
    const page = { run, syncName: name, tables, log: await events.readLog(id, shownLines), now: clock.now(), problem }
    return show(<RunPage frame={frameOf(context, tools)} {...page} />, status)
  }

  async function change(
    context: Context<Environment, '/runs/:id/x'>,
    action: string,
    act: (id: string) => Promise<RunRow>,
  ): Promise<Response> {
    await readForm(context, services)
    const id = context.req.param('id')
    try {
      const run = await act(id)
      await audit.record(who(context), action, run.id)
      return seeOther(`/runs/${run.id}`)
    } catch (error) {
      const { text, status } = problemOf(error, tools)
      if (status === 404) throw error
      return await showRun(context, id, text, status)
    }
  }

  application.get('/runs/:id', async (context) => showRun(context, context.req.param('id')))
  application.post('/runs/:id/cancel', async (context) => change(context, 'run.cancelled', (id) => runs.cancel(id)))
  application.post('/runs/:id/retry', async (context) => change(context, 'run.retried', (id) => runs.retry(id)))
}

import type { Application } from '../api/route.ts'
import { who } from '../api/who.ts'
import { connectionChange, newConnection } from '../schemas.ts'
import { ConnectionPage, ConnectionsPage } from './connection-pages.tsx'
import { type Form, parseForm, readForm } from './forms.ts'
import { frameOf, type PageTools, problemOf, seeOther, show } from './page-tools.tsx'

/** Pages of connections. */
export function addConnectionPages(application: Application, tools: PageTools): void {
  const { connections, looks, audit, allowedBaseUrls: baseUrls } = tools.services

  application.get('/connections', async (context) =>
    show(
      <ConnectionsPage frame={frameOf(context, tools)} connections={await connections.list()} baseUrls={baseUrls} />,
    ),
  )
  application.post('/connections', async (context) => {
    const form = await readForm(context, tools.services)
    const input = inputOf(form)
    try {
      const given = { ...input, accessToken: form.text('accessToken') }
      const { id, name } = await connections.create(parseForm(newConnection, given))
      await audit.record(who(context), 'connection.created', name)
      return seeOther(`/connections/${id}`)
    } catch (error) {
      const { text, status } = problemOf(error, tools)
      const list = await connections.list()
      const frame = frameOf(context, tools)
      return show(
        <ConnectionsPage frame={frame} connections={list} baseUrls={baseUrls} input={input} problem={text} />,
        status,
      )
    }
  })
  application.get('/connections/:id', async (context) => {
    const connection = await connections.get(context.req.param('id'))
    return show(<ConnectionPage frame={frameOf(context, tools)} connection={connection} baseUrls={baseUrls} />)
  })
  application.post('/connections/:id', async (context) => {
    const id = context.req.param('id')
    const form = await readForm(context, tools.services)
    const input = inputOf(form)
    try {
      const token = form.text('accessToken')
      const change = parseForm(connectionChange, { ...input, accessToken: token === '' ? undefined : token })
      const { name } = await connections.change(id, change)
      await audit.record(who(context), 'connection.changed', name)
      return seeOther(`/connections/${id}`)
    } catch (error) {
      const { text, status } = problemOf(error, tools)
      const connection = await connections.get(id)
      const frame = frameOf(context, tools)
      return show(
        <ConnectionPage frame={frame} connection={connection} baseUrls={baseUrls} input={input} problem={text} />,
        status,
      )
    }
  })
  application.post('/connections/:id/check', async (context) => {
    await readForm(context, tools.services)
    const connection = await connections.get(context.req.param('id'))
    const frame = frameOf(context, tools)
    try {
      const check = await looks.check(connection.id)
      return show(<ConnectionPage frame={frame} connection={connection} baseUrls={baseUrls} check={check} />)
    } catch (error) {
      const { text, status } = problemOf(error, tools)
      return show(<ConnectionPage frame={frame} connection={connection} baseUrls={baseUrls} problem={text} />, status)
    }
  })
  application.post('/connections/:id/remove', async (context) => {
    await readForm(context, tools.services)
    const connection = await connections.get(context.req.param('id'))
    try {
      await connections.remove(connection.id)
      await audit.record(who(context), 'connection.removed', connection.name)
      return seeOther('/connections')
    } catch (error) {
      const { text, status } = problemOf(error, tools)
      const frame = frameOf(context, tools)
      return show(<ConnectionPage frame={frame} connection={connection} baseUrls={baseUrls} problem={text} />, status)
    }
  })
}

function inputOf(form: Form): { readonly name: string; readonly region: string; readonly baseUrl: string } {
  return { name: form.text('name'), region: form.text('region'), baseUrl: form.text('baseUrl') }
}

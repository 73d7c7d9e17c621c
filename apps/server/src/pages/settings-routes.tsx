import type { Context } from 'hono'

import type { Application } from '../api/route.ts'
import { who } from '../api/who.ts'
import { newKey, newWebhook } from '../schemas.ts'
import type { Environment } from '../services.ts'
import { type Form, parseForm, readForm } from './forms.ts'
import { frameOf, type PageTools, problemOf, seeOther, show } from './page-tools.tsx'
import { SettingsPage, type Shown } from './settings-page.tsx'

const shownEntries = 50

/** Keys, webhooks, the password, and who changed what. */
export function addSettingsPages(application: Application, tools: PageTools): void {
  const { services } = tools
  const { keys, webhooks, operator, audit, clock } = services

  async function showSettings(
    context: Context<Environment>,
    given: { shown?: Shown; problem?: string } = {},
    status = 200,
  ): Promise<Response> {
    const [allKeys, allWebhooks, entries] = await Promise.all([keys.list(), webhooks.list(), audit.list(shownEntries)])
    const page = { keys: allKeys, webhooks: allWebhooks, audit: entries, now: clock.now(), ...given }
    return show(<SettingsPage frame={frameOf(context, tools)} {...page} />, status)
  }

  async function change(
    context: Context<Environment>,
    act: (form: Form) => Promise<Shown | undefined>,
  ): Promise<Response> {
    const form = await readForm(context, services)
    try {
      const shown = await act(form)
      return shown === undefined ? seeOther('/settings') : await showSettings(context, { shown })
    } catch (error) {
      const { text, status } = problemOf(error, tools)
      return await showSettings(context, { problem: text }, status === 401 ? 422 : status)
    }
  }

  application.get('/settings', async (context) => showSettings(context))
  application.post('/settings/keys', async (context) =>
    change(context, async (form) => {
      const { name, scope } = parseForm(newKey, { name: form.text('name'), scope: form.text('scope') })
      const { key } = await keys.create(name, scope)
      await audit.record(who(context), 'key.created', `${name} (${scope})`)
      return { what: `The API key ${name}`, value: key }
    }),
  )
  application.post('/settings/keys/:id/remove', async (context) =>
    change(context, async () => {
      await keys.remove(context.req.param('id'))
      await audit.record(who(context), 'key.removed', context.req.param('id'))
      return undefined
    }),
  )
  application.post('/settings/webhooks', async (context) =>
    change(context, async (form) => {
      const { url } = parseForm(newWebhook, { url: form.text('url') })
      const { webhook, secret } = await webhooks.create(url)
      await audit.record(who(context), 'webhook.created', webhook.url)
      return { what: 'The signing secret of the webhook', value: secret }
    }),
  )
  application.post('/settings/webhooks/:id/remove', async (context) =>
    change(context, async () => {
      await webhooks.remove(context.req.param('id'))
      await audit.record(who(context), 'webhook.removed', context.req.param('id'))
      return undefined
    }),
  )
  application.post('/settings/password', async (context) =>
    change(context, async (form) => {
      await operator.changePassword(form.text('current'), form.text('password'))
      await audit.record(who(context), 'password.changed', 'operator')
      return undefined
    }),
  )
}

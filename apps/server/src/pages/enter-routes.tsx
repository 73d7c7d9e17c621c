import { IngestError } from '@ingestr/contract'

import type { Application } from '../api/route.ts'
import { readCookie, tooManyAttempts } from '../guard/guard.ts'
import { LoginPage, SetupPage } from './enter-pages.tsx'
import { readForm, readOpenForm } from './forms.ts'
import { type PageTools, problemOf, seeOther, show } from './page-tools.tsx'

/** Setting up, logging in and out: what is open to those who have no session yet. */
export function addEnterRoutes(application: Application, tools: PageTools): void {
  const { services, assets } = tools
  const { operator, sessions, attempts, cookie, audit } = services
  const flags = `Path=/; HttpOnly; SameSite=Strict${cookie.isSecure ? '; Secure' : ''}`

  async function enter(next: string): Promise<Response> {
    const id = await sessions.begin()
    return seeOther(safePath(next), { 'set-cookie': `${cookie.name}=${id}; ${flags}` })
  }

  /** Counts what is wrong, and makes whoever was wrong too often wait. */
  async function attempt(address: string, act: () => Promise<void>): Promise<void> {
    const wait = attempts.waitFor(address)
    if (wait > 0) throw tooManyAttempts(wait)
    try {
      await act()
    } catch (error) {
      if (IngestError.isInstance(error) && error.code === 'LOGIN_REQUIRED') attempts.failed(address)
      throw error
    }
  }

  application.get('/login', async () => {
    if (!(await operator.hasPassword())) return seeOther('/setup')
    return show(<LoginPage assets={assets} next="/" />)
  })
  application.post('/login', async (context) => {
    const form = await readOpenForm(context)
    const next = form.text('next')
    try {
      await attempt(context.env.address, async () => {
        if (await operator.verify(form.text('password'))) return
        throw new IngestError('LOGIN_REQUIRED', 'The password is wrong.')
      })
      await audit.record('operator', 'logged in', context.env.address)
      return await enter(next)
    } catch (error) {
      const { text, status } = problemOf(error, tools)
      return show(<LoginPage assets={assets} next={next} problem={text} />, status)
    }
  })
  application.get('/setup', async () => {
    if (await operator.hasPassword()) return seeOther('/login')
    return show(<SetupPage assets={assets} secret="" />)
  })
  application.post('/setup', async (context) => {
    const form = await readOpenForm(context)
    const secret = form.text('secret')
    try {
      await attempt(context.env.address, () => operator.setUp(secret, form.text('password')))
      await audit.record('operator', 'set up', context.env.address)
      return await enter('/')
    } catch (error) {
      const { text, status } = problemOf(error, tools)
      return show(<SetupPage assets={assets} secret={status === 401 ? '' : secret} problem={text} />, status)
    }
  })
  application.post('/logout', async (context) => {
    await readForm(context, services)
    const id = readCookie(context.req.header('cookie') ?? '', cookie.name)
    if (id !== undefined) await sessions.end(id)
    return seeOther('/login', { 'set-cookie': `${cookie.name}=; ${flags}; Max-Age=0` })
  })
}

/** Somewhere on this server: neither another host nor what a browser would take for one. */
function safePath(next: string): string {
  return /^\/(?![/\\])[\w/?=&.-]*$/.test(next) ? next : '/'
}

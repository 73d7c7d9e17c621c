import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory, until } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startServer } from '../src/start-server.ts'
import { findBarriers, isTooWide, mayLackBrowser, openPage, startBrowser } from './harness/browser.ts'
import { makeSync } from './harness/setting.ts'
import { built, password, serverOptions, startTestServer } from './harness/test-server.ts'
import { endOf } from './harness/wait.ts'

const telephone = { viewport: { width: 390, height: 844 } }

describe.skipIf(mayLackBrowser)('somebody who looks at what went wrong', () => {
  it('reads why a run failed and how long it took, with the script too, however long the names are', async () => {
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom()
    await using browser = await startBrowser()
    await using server = await startTestServer(folder.path, { allowedBaseUrls: [fake.url] })
    const { syncId } = await makeSync(server, { url: fake.url, token: 'a-token-of-nobody' }, { name: 'N'.repeat(80) })
    const begun = await server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    const { run } = await endOf(server, begun.body.id)
    expect(run.status).toBe('failed')

    const page = await openPage(browser, telephone)
    const paths = [`/runs/${run.id}`, '/', '/runs', `/syncs/${syncId}`, `/syncs/${syncId}/tables/contacts`]
    await page.goto(`${server.url}${paths[0]}`)
    await page.getByLabel('Password').fill(password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Log (UTC)' }).waitFor()
    await page.waitForLoadState('networkidle')
    await expect(page.locator('#run .problem').textContent()).resolves.toContain(run.error.message)
    await expect(page.locator('#run > p').first().textContent()).resolves.toMatch(/^failed \d/)
    for (const path of paths) {
      await page.goto(`${server.url}${path}`)
      expect(await isTooWide(page), path).toBe(false)
      expect(await findBarriers(page), path).toEqual([])
    }
    await page.getByText('It is not copied yet').waitFor()
    await page.goto(`${server.url}/syncs/${syncId}`)
    const remove = page.getByRole('button', { name: 'Remove', exact: true })
    expect(await remove.isVisible(), 'nothing is removed in one step').toBe(false)
    await page.getByText('Remove…').click()
    await remove.click()
    await page.getByText('Nothing is copied yet').waitFor()
    expect(page.problems).toEqual([])
  })
})

describe('a table whose database a run writes to', () => {
  it('has a page that says so at once', async () => {
    await using folder = await createTemporaryDirectory()
    let isSlow = false
    await using fake = await startFakeIntercom({
      counts: { contacts: 6000 },
      latencyMs: () => (isSlow ? 700 : 0),
      capacity: 2,
    })
    await using server = await startTestServer(folder.path, { allowedBaseUrls: [fake.url] })
    const { syncId } = await makeSync(server, fake)
    const first = await server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    await endOf(server, first.body.id)
    isSlow = true
    const second = await server.api('POST', `/api/v1/syncs/${syncId}/runs`, { fullRefresh: true })
    const rows = await until(async () => {
      const answer = await server.api('GET', `/api/v1/syncs/${syncId}/tables/contacts/rows`)
      return answer.status !== 200 && answer
    })
    expect(rows).toMatchObject({ status: 409, body: { code: 'DESTINATION_LOCKED' } })
    expect(rows.body.detail).toContain('Look again when that has ended.')
    await expect((await server.page(`/syncs/${syncId}/tables/contacts`)).text()).resolves.toContain('Look again')
    await server.api('POST', `/api/v1/runs/${second.body.id}/cancel`)
    isSlow = false
    await endOf(server, second.body.id)
  })
})

describe('the first page of a new server', () => {
  it('asks for the setup secret, as there is no password yet', async () => {
    await using folder = await createTemporaryDirectory()
    const server = await startServer(serverOptions(folder.path), { built, tell: () => undefined })
    try {
      const answer = await fetch(server.url, { headers: { accept: 'text/html' } })
      expect(answer.status).toBe(401)
      await expect(answer.text()).resolves.toContain('Setup secret')
    } finally {
      await server.close()
    }
  })
})

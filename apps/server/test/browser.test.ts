import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { startServer } from '../src/start-server.ts'
import { findBarriers, isTooWide, mayLackBrowser, openPage, startBrowser, takePicture } from './harness/browser.ts'
import { makeSync } from './harness/setting.ts'
import { built, password, serverOptions, startTestServer } from './harness/test-server.ts'
import { endOf } from './harness/wait.ts'

async function press(page: Page, label: string): Promise<void> {
  await page.getByRole('button', { name: label, exact: true }).click()
}

describe.skipIf(mayLackBrowser)('somebody at a browser', () => {
  it('sets up, connects, runs all tables, watches, cancels, and goes on', async () => {
    // So that the run does not end before it is cancelled, however slow the browser is.
    let isSlow = true
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({
      counts: { contacts: 6000, conversations: 1500 },
      latencyMs: () => (isSlow ? 900 : 5),
      // What a run leaves open keeps the next one waiting, so long and no longer.
      scrollExpiryMs: 8000,
      capacity: 4,
    })
    await using browser = await startBrowser()
    const options = serverOptions(folder.path, { allowedBaseUrls: [fake.url] })
    const server = await startServer(options, { built, tell: () => undefined })
    try {
      const page = await openPage(browser)
      await page.goto(server.url)
      await expect(page.title()).resolves.toContain('Set up')
      await page.getByLabel('Setup secret').fill(server.setupSecret ?? '')
      await page.getByLabel('Choose a password').fill(password)
      await press(page, 'Set up')
      await page.getByText('Nothing is copied yet').waitFor()

      await page.getByRole('link', { name: 'Connect an Intercom workspace' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Acme')
      await page.getByLabel('Access token').fill(fake.token)
      await page.getByLabel('Base URL').selectOption(fake.url)
      await press(page, 'Connect')
      await press(page, 'Test')
      await page.getByRole('heading', { name: 'The token is good', exact: true }).waitFor()
      expect(await page.content()).not.toContain(fake.token)

      await page.goto(`${server.url}/syncs/new`)
      await page.getByLabel('Name', { exact: true }).fill('Hourly')
      await press(page, 'Save')
      await page.getByRole('heading', { name: 'Hourly' }).waitFor()
      await press(page, 'Run now')
      await page.locator('.progress').getByText('contacts', { exact: true }).waitFor()
      await page
        .locator('.progress li', { hasText: 'contacts' })
        .getByText(/[1-9][\d,]* of 6,000/)
        .waitFor()
      await page.locator('.uplot canvas').waitFor()
      await takePicture(page, 'run')
      expect(await findBarriers(page)).toEqual([])

      await press(page, 'Cancel')
      await page.locator('.status.cancelled').first().waitFor()
      isSlow = false
      await press(page, 'Go on from here')
      await page.locator('#run .status.succeeded').first().waitFor()
      await page.getByRole('heading', { name: 'Counts' }).waitFor()
      await page.goto(`${server.url}/`)
      await page.getByRole('row', { name: /contacts 6,000/ }).waitFor()
      await takePicture(page, 'overview')
      await page.getByRole('link', { name: 'contacts', exact: true }).click()
      await page.getByRole('heading', { name: 'First rows' }).waitFor()
      await takePicture(page, 'table')
      expect(page.problems).toEqual([])
    } finally {
      await server.close()
    }
  })

  it.each([
    ['a wide screen', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
    ['a telephone, in the dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ] as const)('finds no barrier on %s, and nothing wider than the screen', async (_, look) => {
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({ counts: { contacts: 200 } })
    await using browser = await startBrowser()
    await using server = await startTestServer(folder.path, { allowedBaseUrls: [fake.url] })
    const { connectionId, syncId } = await makeSync(server, fake, { schedule: 'every 6h', publish: true })
    await server.api('POST', '/api/v1/webhooks', {
      url: 'https://example.com/a/long/address/that/does/not/fit/on/one/line/of/a/telephone',
    })
    const runs: string[] = []
    for (let count = 0; count < 3; count += 1) {
      const begun = await server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
      runs.push(begun.body.id)
      await endOf(server, begun.body.id)
    }
    const page = await openPage(browser, look)
    await page.goto(`${server.url}/login`)
    await page.getByLabel('Password').fill(password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    const paths = [
      '/',
      '/connections',
      `/connections/${connectionId}`,
      '/syncs/new',
      `/syncs/${syncId}`,
      `/syncs/${syncId}/edit`,
      `/syncs/${syncId}/tables/contacts`,
      '/runs',
      `/runs/${runs[0]}`,
      '/settings',
      '/nowhere',
    ]
    for (const path of paths) {
      await page.goto(`${server.url}${path}`)
      expect(await findBarriers(page), path).toEqual([])
      expect(await isTooWide(page), path).toBe(false)
      await takePicture(
        page,
        `${look.viewport.width}${path.replaceAll(/\/(?:conn|sync|run)_\w+/g, '').replaceAll('/', '-')}`,
      )
    }
    expect(page.problems).toEqual([])
  })

  it('needs neither a mouse nor JavaScript', async () => {
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({ counts: { contacts: 200 } })
    await using browser = await startBrowser()
    await using server = await startTestServer(folder.path, { allowedBaseUrls: [fake.url] })
    const { syncId } = await makeSync(server, fake)
    const page = await openPage(browser, { javaScriptEnabled: false })
    await page.goto(`${server.url}/syncs/${syncId}`)
    await page.getByLabel('Password').fill(password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Tables' }).waitFor()
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab')
      if ((await page.locator('button:focus', { hasText: 'Run now' }).count()) === 1) break
    }
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /^Run of/ }).waitFor()
    const id = page.url().split('/').at(-1) ?? ''
    await endOf(server, id)
    await page.reload()
    await page.locator('#run .status.succeeded').first().waitFor()
  })
})

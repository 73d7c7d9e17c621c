import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** With a folder in it, pictures of the pages are written there: `INGESTR_PICTURES=docs/server`. */
const pictures = process.env['INGESTR_PICTURES']
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** CI installs a Chromium; whoever works here may do without. */
export const mayLackBrowser: boolean = process.env['CI'] !== 'true' && !places.some((path) => existsSync(path))

/** The machine's own Chromium. */
export async function startBrowser(): Promise<Browser & AsyncDisposable> {
  const executablePath = places.find((path) => existsSync(path))
  if (executablePath === undefined) throw new Error('There is no Chromium here: apt-get install chromium')
  return await chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

/** A page that notes what goes wrong in it: errors, refusals by the policy, requests that fail. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Page & { readonly problems: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (message) => {
    // A page that needs a login is answered with 401, and the browser says so.
    if (message.type() === 'error' && !message.text().includes('status of 4')) problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(error.message))
  return Object.assign(page, { problems })
}

/** Sentences about what a person with a screen reader, a keyboard or weak eyes would trip over. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  // The policy of the pages lets no script in; a test's comes by another way.
  await page.evaluate(`(() => { ${readFileSync(axePath, 'utf8')} })()`)
  return await page.evaluate(async () => {
    // oxlint-disable-next-line typescript/no-explicit-any -- axe puts itself there
    const { violations } = await (globalThis as any).axe.run(document, { resultTypes: ['violations'] })
    return violations
      .filter(({ impact }: { impact: string }) => ['serious', 'critical'].includes(impact))
      .flatMap(({ id, nodes }: { id: string; nodes: Array<{ target: string[]; failureSummary: string }> }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
      )
  })
}

/** Whether the page is wider than the screen. */
export async function isTooWide(page: Page): Promise<boolean> {
  return await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
}

export async function takePicture(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: false })
}

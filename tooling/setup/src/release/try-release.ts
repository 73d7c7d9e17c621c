import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type FakeIntercom, startFakeIntercom } from '@ingestr/fake-intercom'

import { judge } from '../judge.ts'
import { releasedPackages } from '../published-packages.ts'
import { runStep, type StepResult } from '../step.mjs'
import { root } from '../workspace.ts'
import { authorSteps } from './author-steps.ts'
import { copyCheckout } from './copy-checkout.ts'
import { countRows } from './count-rows.ts'
import { gitChanges, registryChanges } from './environment.ts'
import { type LocalRegistry, startLocalRegistry } from './local-registry.ts'
import { findUnreleased } from './released.ts'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
const contacts = 120

/** A release from the first step to the last, of a copy of the checkout and to a registry that ends with it; then a user. */
export async function tryRelease(): Promise<boolean> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ingestr-release-')))
  const names = releasedPackages(root).map(({ name }) => name)
  try {
    const upstreamUrl = execFileSync(npm, ['config', 'get', 'registry'], { cwd: folder, encoding: 'utf8' }).trim()
    await using registry = await startLocalRegistry({ folder, published: names, upstreamUrl })
    await using fake = await startFakeIntercom({ counts: { contacts } })
    process.stdout.write('\nA release, tried\n')
    for (const step of [
      ...releaseSteps(folder, registry),
      ...userSteps(folder, registry, fake),
      ...authorSteps(join(folder, 'author'), fake, () => registryChanges(process.env, folder, { url: registry.url })),
    ]) {
      if (!(await step()).isPassed) return false
    }
    return true
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type LazyStep = () => Promise<StepResult>

function releaseSteps(folder: string, registry: LocalRegistry): readonly LazyStep[] {
  const cwd = join(folder, 'checkout')
  const git = gitChanges(folder)
  const publisher = { ...git, ...registryChanges(process.env, folder, registry) }
  return [
    () =>
      judge('The checkout, copied into a repository of its own', async () => {
        copyCheckout(root, cwd, { ...process.env, ...git })
        return undefined
      }),
    () =>
      runStep({ title: 'Versions and changelogs', command: 'bash', args: ['.ci/release', 'version'], cwd, env: git }),
    () =>
      runStep({ title: 'Built and published', command: 'bash', args: ['.ci/release', 'publish'], cwd, env: publisher }),
    () =>
      judge(`${releasedPackages(root).length} packages in the registry, each with its changelog and tag`, () =>
        findUnreleased(cwd, registry.url),
      ),
  ]
}

function userSteps(folder: string, { url }: LocalRegistry, fake: FakeIntercom): readonly LazyStep[] {
  const cwd = join(folder, 'user')
  const source = ['--source-uri', fake.connectionUri(), '--source-table', 'contacts']
  const destination = ['--dest-uri', 'duckdb:///intercom.duckdb', '--dest-table', 'intercom.contacts']
  const args = ['--yes', 'ingestr', 'ingest', ...source, ...destination]
  return [
    () => {
      mkdirSync(cwd)
      const env = registryChanges(process.env, folder, { url })
      return runStep({ title: 'npx ingestr ingest, in an empty folder', command: npx, args, cwd, env })
    },
    () =>
      judge(`${contacts} contacts in the file`, async () => {
        const rows = await countRows(join(cwd, 'intercom.duckdb'), 'intercom.intercom.contacts')
        return rows === contacts ? undefined : `${rows} rows`
      }),
  ]
}

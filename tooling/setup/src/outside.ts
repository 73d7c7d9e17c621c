import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { checkNewDestination, newScheme } from './outside/new-destination.ts'
import { runStep, type StepResult } from './step.mjs'
import { findTarballs, packPackages, type Tarballs } from './tarballs.ts'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/**
 * What a third party and a user do, outside the workspace and from packed tarballs: a destination is begun, built and
 * tested in a folder of its own, then it is packed, installed beside the command, and reached by its scheme.
 */
export async function checkOutside(): Promise<readonly StepResult[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ingestr-outside-')))
  const [packed, author, user] = [join(folder, 'tarballs'), join(folder, 'author'), join(folder, 'user')]
  const parts: ReadonlyArray<() => Promise<readonly StepResult[]>> = [
    async () => [await packPackages(packed)],
    () => checkNewDestination(author, packed),
    async () => [await installAsUser(user, packed)],
    async () => {
      // Loaded now: the pretend Intercom is one of the packages that were just built.
      const { checkKilledCopy } = await import('./killed-copy.ts')
      const { checkServer } = await import('./outside/server.ts')
      return [
        await checkKilledCopy(user, newScheme),
        await checkServer(user, newScheme),
        ...(await checkStrangers(folder, findTarballs(packed))),
      ]
    },
  ]
  const results: StepResult[] = []
  try {
    mkdirSync(packed)
    for (const part of parts) if (results.every(({ isPassed }) => isPassed)) results.push(...(await part()))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return results
}

/** What somebody does who has the packages alone. */
async function checkStrangers(folder: string, tarballs: Tarballs): Promise<readonly StepResult[]> {
  const { startFakeIntercom } = await import('@ingestr/fake-intercom')
  const { checkLibraryExamples } = await import('./outside/library-examples.ts')
  const { checkPackagesAlone } = await import('./outside/packages-alone.ts')
  await using fake = await startFakeIntercom({ counts: { contacts: 120 } })
  return [
    ...(await checkLibraryExamples(join(folder, 'library'), tarballs, fake)),
    ...(await checkPackagesAlone(join(folder, 'alone'), tarballs, fake)),
  ]
}

async function installAsUser(cwd: string, packed: string): Promise<StepResult> {
  const dependencies = Object.fromEntries([
    ...[...findTarballs(packed)].map(([name, tarball]) => [name, `file:${tarball}`] as const),
    [`ingestr-destination-${newScheme}`, `file:${join(packed, `ingestr-destination-${newScheme}-0.0.0.tgz`)}`],
  ])
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'package.json'), `${JSON.stringify({ private: true, dependencies }, undefined, 2)}\n`)
  const flags = ['--no-package-lock', '--no-audit', '--no-fund', '--prefer-offline', '--omit=dev', '--omit=peer']
  const title = 'The command and the new destination, installed as a user would'
  return await runStep({ title, command: npm, args: ['install', ...flags], cwd })
}

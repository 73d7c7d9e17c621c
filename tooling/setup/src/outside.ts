import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Step, StepResult } from './step.mjs'
import { runStep } from './step.mjs'
import { detachManifest, findTarballs, packPackages, type Tarballs } from './tarballs.ts'
import { root } from './workspace.ts'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const install = ['install', '--no-package-lock', '--no-audit', '--no-fund', '--prefer-offline']

/**
 * What a third party and a user do, outside the workspace and from packed tarballs: the example of a destination is
 * built and tested in a folder of its own, then it is packed, installed beside the command, and reached by its scheme.
 */
export async function checkOutside(): Promise<readonly StepResult[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ingestr-outside-')))
  const results: StepResult[] = []
  try {
    const packed = join(folder, 'tarballs')
    mkdirSync(packed)
    results.push(await packPackages(packed))
    const author = join(folder, 'author')
    for (const step of [...authorSteps(author, packed), ...userSteps(join(folder, 'user'), packed)]) {
      if (results.every(({ isPassed }) => isPassed)) results.push(await runStep(await step()))
    }
    if (results.every(({ isPassed }) => isPassed)) {
      // Loaded now: the pretend Intercom is one of the packages that were just built.
      const { checkKilledCopy } = await import('./killed-copy.ts')
      results.push(await checkKilledCopy(join(folder, 'user')), ...(await checkStrangers(folder, findTarballs(packed))))
    }
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

type LazyStep = () => Promise<Step>

function authorSteps(cwd: string, packed: string): readonly LazyStep[] {
  const args = ['--no-install', 'ingestr-conformance', './test/harness.ts']
  return [
    async () => {
      const example = join(root, 'examples', 'destination-jsonl')
      for (const name of ['src', 'test', 'package.json', 'tsconfig.json', 'README.md', 'LICENSE']) {
        cpSync(join(example, name), join(cwd, name), { recursive: true })
      }
      detachManifest(join(cwd, 'package.json'), findTarballs(packed))
      return {
        title: 'The example of a destination, installed outside the workspace',
        command: npm,
        args: install,
        cwd,
      }
    },
    async () => ({ title: 'The example, built there', command: npm, args: ['run', 'build'], cwd }),
    async () => ({ title: 'The test of the example, run there', command: npm, args: ['test'], cwd }),
    async () => ({ title: 'The kit on the command line, run there', command: 'npx', args, cwd }),
    async () => ({
      title: 'The example, packed there',
      command: npm,
      args: ['pack', '--pack-destination', packed],
      cwd,
    }),
  ]
}

function userSteps(cwd: string, packed: string): readonly LazyStep[] {
  return [
    async () => {
      const tarballs: Tarballs = findTarballs(packed)
      const dependencies = Object.fromEntries([
        ...[...tarballs].map(([name, tarball]) => [name, `file:${tarball}`] as const),
        ['ingestr-destination-jsonl', `file:${join(packed, 'ingestr-destination-jsonl-0.0.0.tgz')}`],
      ])
      mkdirSync(cwd)
      writeFileSync(join(cwd, 'package.json'), `${JSON.stringify({ private: true, dependencies }, undefined, 2)}\n`)
      const args = [...install, '--omit=dev', '--omit=peer']
      return { title: 'The command and the example, installed as a user would', command: npm, args, cwd }
    },
  ]
}

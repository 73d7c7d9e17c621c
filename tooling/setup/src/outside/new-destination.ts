import { join } from 'node:path'

import { runStep, type Step, type StepResult } from '../step.mjs'
import { useTarballs, findTarballs } from '../tarballs.ts'
import { makeProject } from './project.ts'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
const install = ['install', '--no-package-lock', '--no-audit', '--no-fund', '--prefer-offline']

/** Two words, so that it differs where it is a part of a package's name and where it is one of a function's. */
export const newScheme = 'acme-lake'

/**
 * A new destination with the kit from its tarball: the kit writes a package, which is built, tested, proven on the command
 * line, and packed to the other tarballs. The commands of CONTRIBUTING need releases: `release/author-steps.ts` runs them.
 */
export async function checkNewDestination(cwd: string, packed: string): Promise<readonly StepResult[]> {
  const tarballs = findTarballs(packed)
  makeProject(cwd, ['@ingestr/conformance'], tarballs)
  const kit = ['--no-install', 'ingestr-conformance']
  const own = join(cwd, `ingestr-destination-${newScheme}`)
  const written = await runSteps([
    { title: 'The kit, installed alone', command: npm, args: install, cwd },
    { title: 'A new destination, written by the kit', command: npx, args: [...kit, 'new', newScheme], cwd },
  ])
  if (!written.every(({ isPassed }) => isPassed)) return written
  useTarballs(join(own, 'package.json'), tarballs)
  const proven = await runSteps([
    { title: 'What it needs, installed', command: npm, args: install, cwd: own },
    { title: 'The new destination, built', command: npm, args: ['run', 'build'], cwd: own },
    { title: 'Its test', command: npm, args: ['test'], cwd: own },
    { title: 'The kit on the command line', command: npx, args: [...kit, './test/harness.ts'], cwd: own },
    { title: 'The new destination, packed', command: npm, args: ['pack', '--pack-destination', packed], cwd: own },
  ])
  return [...written, ...proven]
}

/** One after the other, until one fails. */
async function runSteps(steps: readonly Step[]): Promise<readonly StepResult[]> {
  const results: StepResult[] = []
  for (const step of steps) if (results.every(({ isPassed }) => isPassed)) results.push(await runStep(step))
  return results
}

import { rmSync } from 'node:fs'
import { join } from 'node:path'

import { checkUnderNode22 } from './node-22.ts'
import { checkOutside } from './outside.ts'
import { runStep, type Step, type StepResult } from './step.mjs'
import { printTally, resultsFile, sum, tallySuite, type Tally } from './tally.ts'
import { putToolsFirst } from './tools.ts'
import { listSuites, root } from './workspace.ts'

putToolsFirst(process.env)

const turbo = ['--output-logs=errors-only', '--continue', '--no-update-notifier', '--concurrency=2']

const checks: readonly Step[] = [
  { title: 'Format', command: 'oxfmt', args: ['--check'] },
  { title: 'One version of each dependency', command: 'sherif', args: [] },
  { title: 'Unused files, exports and dependencies', command: 'knip', args: [] },
  { title: 'Build', command: 'turbo', args: ['run', 'build', ...turbo] },
  {
    title: 'The API of each package is what etc/api says',
    command: process.execPath,
    args: ['tooling/setup/src/api.ts'],
  },
  // The example of a third party's package knows the types of the others from what they are built into, as that party does.
  { title: 'Lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { title: 'Types', command: 'turbo', args: ['run', 'typecheck', ...turbo] },
  { title: 'Packages as they would be published', command: 'turbo', args: ['run', 'pack-check', ...turbo] },
]

const startedAt = performance.now()
process.stdout.write('\nChecks\n')
const results: StepResult[] = []
for (const check of checks) {
  results.push(await runStep({ ...check, cwd: root }))
}
const suites = await runSuites()
results.push(await checkUnderNode22())
results.push(...(await checkOutside()))
results.push(
  await runStep({
    title: 'A release, tried with a registry of its own',
    command: process.execPath,
    args: ['tooling/setup/src/release-try.ts'],
    cwd: root,
  }),
)

const checked = results.map(({ isPassed }) => ({ passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1 }))
const total = sum([...checked, ...suites])
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
process.stdout.write(`\n${results.length} checks and the tests of ${suites.length} packages in ${seconds} s\n`)
process.stdout.write(`${printTally(total)}\n`)
process.exitCode = total.failed === 0 ? 0 : 1

/** Results of an earlier time are removed first, so that a suite that never ran cannot pass. */
async function runSuites(): Promise<Tally[]> {
  const folders = listSuites()
  for (const folder of folders) {
    rmSync(join(root, folder, resultsFile), { force: true })
  }
  const run = await runStep({ title: 'Tests', command: 'turbo', args: ['run', 'test', ...turbo], cwd: root })
  const tallies = folders.map((folder) => ({ ...tallySuite(join(root, folder)), folder }))
  for (const { folder, problem, ...tally } of tallies) {
    process.stdout.write(`    ${folder}: ${printTally(tally)}${problem === undefined ? '' : ` (${problem})`}\n`)
  }
  // A suite may leave good results and fail all the same, on its way out.
  if (!run.isPassed && sum(tallies).failed === 0) {
    return [...tallies, { passed: 0, failed: 1 }]
  }
  return tallies
}

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { runStep, type Step, type StepResult } from './step.mjs'
import { root } from './workspace.ts'

const version = '22.23.3'
const folder = join(root, '.toolchain', 'node-22')
const node = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/**
 * Runs the built command line under the oldest supported line of Node: one suite of its end-to-end tests once more, with
 * its child processes under that Node.
 */
export async function checkUnderNode22(): Promise<StepResult> {
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{}\n')
    const installed = await runStep(installation)
    if (!installed.isPassed) {
      return installed
    }
  }
  return runStep({
    title: `The built command line under Node ${version}`,
    command: 'vitest',
    args: ['run', 'test/every-table.test.ts', '--reporter=dot'],
    cwd: join(root, 'apps', 'cli'),
    env: { INGESTR_TEST_NODE: node },
  })
}

const installation: Step = {
  title: `Node ${version}`,
  command: process.platform === 'win32' ? 'npm.cmd' : 'npm',
  args: ['install', '--prefix', folder, '--no-save', '--no-package-lock', `node@${version}`],
  cwd: folder,
}

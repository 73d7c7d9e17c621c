// What `npm run demo`, `npm test`, `npm run fake`, `npm run docs` and `npm run release:try` call. Plain JavaScript that Node 20
// can run, without a dependency: it brings the package manager, the packages and Node 24, and then hands over to that Node.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { runStep } from './src/step.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const toolchain = join(root, '.toolchain')
const programs = new Map([
  ['test', 'src/check.ts'],
  ['demo', 'src/demo.ts'],
  ['fake', 'src/fake.ts'],
  ['docs', 'src/docs.ts'],
  ['release-try', 'src/release-try.ts'],
])

const wanted = process.argv[2] ?? ''
const program = programs.get(wanted)
if (wanted !== '' && program === undefined) {
  fail(`There is no "${wanted}"; use ${[...programs.keys()].join(', ')}, or nothing to only set up.`)
}

process.stdout.write('Setting up\n')
if (!hasPackageManager()) {
  await must({
    title: `Package manager (pnpm ${packageManagerVersion()})`,
    command: process.platform === 'win32' ? 'npm.cmd' : 'npm',
    args: ['install', '--prefix', toolchain, '--no-save', '--no-package-lock', `pnpm@${packageManagerVersion()}`],
    cwd: toolchainFolder(),
  })
}
await must({
  title: 'Packages, and Node 24',
  command: process.execPath,
  args: [packageManager(), 'install', '--frozen-lockfile'],
  cwd: root,
  // Without a terminal, pnpm would ask before it replaces packages of another layout.
  env: { CI: 'true' },
})

if (program !== undefined) {
  const node = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const { status } = spawnSync(node, [join(root, 'tooling/setup', program)], { cwd: root, stdio: 'inherit' })
  process.exitCode = status ?? 1
}

/** @param {import('./src/step.mjs').Step} step */
async function must(step) {
  const { isPassed } = await runStep(step)
  if (!isPassed) {
    fail(`Set-up stopped at "${step.title}". It needs Node 20 or newer, npm, and a way to the package registry.`)
  }
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

/** The one place that names the version is `packageManager` in the root's package.json. */
function packageManagerVersion() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return String(manifest.packageManager).split('@')[1]
}

function packageManager() {
  return join(toolchain, 'node_modules/pnpm/bin/pnpm.mjs')
}

function hasPackageManager() {
  const manifest = join(toolchain, 'node_modules/pnpm/package.json')
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === packageManagerVersion()
}

/** npm takes the nearest folder with a package.json as its project, so the toolchain gets one of its own. */
function toolchainFolder() {
  mkdirSync(toolchain, { recursive: true })
  writeFileSync(join(toolchain, 'package.json'), '{}\n')
  return toolchain
}

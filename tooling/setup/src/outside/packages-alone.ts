import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { FakeIntercom } from '@ingestr/fake-intercom'

import { runStep, type StepResult } from '../step.mjs'
import type { Tarballs } from '../tarballs.ts'
import { root } from '../workspace.ts'
import { countNeeded, makeProject, projectSteps } from './project.ts'

/** What the program of each package in `alone/` prints, and what else of ours its README tells to install. */
const expected: Readonly<Record<string, { readonly prints: RegExp; readonly besides?: readonly string[] }>> = {
  contract: { prints: /^true false$/m },
  'connection-uri': { prints: /^intercom intercom:\/\/\?oauth_token=\*\*\*&region=eu$/m },
  records: { prints: /big: 12345678901234567890n/ },
  'intercom-client': { prints: /^120$/m },
  'intercom-resources': { prints: /^contacts: merge by id, search of \/contacts\/search$/m },
  'source-intercom': { prints: /^[1-9]\d*$/m, besides: ['@ingestr/intercom-client'] },
  'destination-duckdb': { prints: /^2$/m, besides: ['@ingestr/records'] },
  'state-kysely': { prints: /^1 update "_ingestr"\."checkpoints"/m },
  sync: { prints: /^UNKNOWN_TABLE$/m, besides: ['@ingestr/state-kysely'] },
  ingest: { prints: /^intercom\.contacts: 120 new, 0 updated\n.*^intercom\.contacts: 0 new, 0 updated$/ms },
  conformance: { prints: /^destination: 0 passed, \d+ failed/m },
  'fake-intercom': { prints: /^attempt 1: 503 .*\nattempt 2: 200 /m },
}

/**
 * Installs each package from its tarball into an empty folder, and runs the example of its README there: types under both
 * ways of resolving modules, what it prints, and how many packages were installed, as docs/packages.md says.
 */
export async function checkPackagesAlone(
  folder: string,
  tarballs: Tarballs,
  fake: FakeIntercom,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = []
  for (const name of readdirSync(join(root, 'packages'))) {
    results.push(...(await checkPackage(name, join(folder, name), tarballs, fake)))
  }
  return results
}

async function checkPackage(
  name: string,
  cwd: string,
  tarballs: Tarballs,
  fake: FakeIntercom,
): Promise<readonly StepResult[]> {
  const { prints, besides = [] } = expected[name] ?? { prints: /$^/ }
  const results: StepResult[] = []
  makeProject(cwd, [`@ingestr/${name}`, ...besides], tarballs)
  copyProgram(name, cwd)
  const env = { FAKE_URL: fake.url, FAKE_TOKEN: fake.token, FAKE_URI: fake.connectionUri() }
  const run = { title: `${name} alone: its example`, command: process.execPath, args: ['program.ts'], cwd, env }
  for (const step of [...projectSteps(cwd, `${name} alone`), run]) {
    const result = await runStep(step)
    results.push(result)
    if (!result.isPassed) return results
  }
  const output = results.at(-1)?.output ?? ''
  const count = countNeeded(cwd, `@ingestr/${name}`)
  const told = toldCount(name)
  results.push(
    verdict(`${name} alone: what it prints`, prints.test(output) ? undefined : `Not ${String(prints)}:\n${output}`),
    verdict(
      `${name} alone: ${count} packages installed`,
      told === count ? undefined : `docs/packages.md says ${told ?? 'nothing'}.`,
    ),
  )
  return results
}

/** The program beside the example that it imports. */
function copyProgram(name: string, cwd: string): void {
  const program = readFileSync(join(root, 'tooling', 'setup', 'alone', `${name}.ts`), 'utf8')
  const example = /'(?<path>\.\.\/\.\.\/\.\.\/packages\/[^']+)'/.exec(program)?.groups?.['path'] ?? ''
  writeFileSync(join(cwd, 'program.ts'), program.replace(example, './example.ts'))
  writeFileSync(join(cwd, 'example.ts'), readFileSync(join(root, 'tooling', 'setup', 'alone', example), 'utf8'))
}

function toldCount(name: string): number | undefined {
  const page = readFileSync(join(root, 'docs', 'packages.md'), 'utf8')
  const count = new RegExp(String.raw`^\| \[\`@ingestr/${name}\`\][^|]*\|[^|]*\| +(?<count>\d+) +\|$`, 'm').exec(page)
  return count === null ? undefined : Number(count.groups?.['count'])
}

function verdict(title: string, problem: string | undefined): StepResult {
  process.stdout.write(problem === undefined ? `  ${title} … ok\n` : `  ${title} … failed\n\n${problem}\n\n`)
  return { title, isPassed: problem === undefined, output: problem ?? '' }
}

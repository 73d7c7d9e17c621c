import { cpSync } from 'node:fs'
import { join } from 'node:path'

import type { FakeIntercom } from '@ingestr/fake-intercom'

import { runStep, type StepResult } from '../step.mjs'
import type { Tarballs } from '../tarballs.ts'
import { root } from '../workspace.ts'
import { makeProject, projectSteps } from './project.ts'

const packages = ['connection-uri', 'contract', 'ingest', 'intercom-client', 'source-intercom']
const programs = ['list-contacts.ts', 'copy-with-progress.ts', 'own-destination.ts']

/** Runs the programs of `examples/library` in an empty folder, with the packages from their tarballs. */
export async function checkLibraryExamples(
  cwd: string,
  tarballs: Tarballs,
  fake: FakeIntercom,
): Promise<readonly StepResult[]> {
  makeProject(
    cwd,
    packages.map((name) => `@ingestr/${name}`),
    tarballs,
  )
  for (const program of programs) cpSync(join(root, 'examples', 'library', program), join(cwd, program))
  const uri = fake.connectionUri('us')
  const results: StepResult[] = []
  const runs = [
    { args: ['list-contacts.ts', uri], prints: /^(?:\w+ (?:user|lead)\n){10}$/ },
    {
      args: ['copy-with-progress.ts', uri, 'x.duckdb'],
      prints: /contacts: \d+ rows so far\n.*contacts succeeded: 120 new, 0 updated/s,
    },
    { args: ['copy-with-progress.ts', uri, 'x.duckdb'], prints: /contacts succeeded: 0 new, 0 updated/ },
    { args: ['own-destination.ts', fake.token, 'out', fake.url], prints: /^first load\n1\d\d rows$/m },
    { args: ['own-destination.ts', fake.token, 'out', fake.url], prints: /^changes since .*\n\d{1,2} rows$/m },
  ]
  const steps = projectSteps(cwd, 'Three programs on the packages')
  for (const step of steps) {
    const result = await runStep(step)
    results.push(result)
    if (!result.isPassed) return results
  }
  for (const { args, prints } of runs) {
    const title = `${args[0] ?? ''} prints what it should`
    const { isPassed, output } = await runStep({ title, command: process.execPath, args, cwd })
    const isRight = isPassed && prints.test(output)
    if (isPassed && !isRight) process.stdout.write(`\n  Not ${String(prints)}:\n${output}\n`)
    results.push({ title, isPassed: isRight, output })
  }
  return results
}

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

import { describe, expect, it } from 'vitest'

import { type Harness, runHarness } from '../src/harness.ts'
import type { CaseResult } from '../src/index.ts'
import * as faulty from './faulty-harness.ts'
import type { Ended } from './run-command.ts'
import * as sound from './sound-harness.ts'

describe('under vitest', () => {
  it('the run passes where every case does, and those whose ability is not declared are skipped, with the reason', async () => {
    const { code, stdout } = runVitest('sound')
    expect(outcomesIn(stdout)).toEqual(await outcomesOf(sound))
    expect(idsOf(stdout, 'failed')).toEqual([])
    expect(idsOf(stdout, 'skipped')).toContain('D72')
    expect(stdout).toMatch(/↓ .* > D72 MUST .* \[not declared: positions\]$/m)
    expect(code).toBe(0)
  })

  it('a case that is not met is a test that fails, by its id and with the reason', async () => {
    const { code, stdout, stderr } = runVitest('faulty')
    expect(outcomesIn(stdout)).toEqual(await outcomesOf(faulty))
    expect(idsOf(stdout, 'failed')).toEqual(expect.arrayContaining(['D49', 'T15', 'S13']))
    expect(stderr).toMatch(/FAIL .* > a state store of ingestr > T15 MUST .*\n\w*Error: prepare resolved/)
    expect(code).toBe(1)
  })
})

/** Runs the subject beside the config there, with the vitest of this package. */
function runVitest(subject: string): Ended {
  const main = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')))
  const cwd = fileURLToPath(new URL('under-vitest', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'run', subject], { cwd, encoding: 'utf8' })
  return { code: status, stdout: stripVTControlCharacters(stdout), stderr: stripVTControlCharacters(stderr) }
}

const statuses: Readonly<Record<string, CaseResult['status']>> = { '✓': 'passed', '×': 'failed', '↓': 'skipped' }

/** How vitest says that each case went, by its id. */
function outcomesIn(stdout: string): Readonly<Record<string, CaseResult['status'] | undefined>> {
  const lines = stdout.matchAll(/^ (?<mark>\S) .* > (?<id>[DST]\d+) MUST /gm)
  return Object.fromEntries(
    Array.from(lines, ({ groups }) => [groups?.['id'] ?? '', statuses[groups?.['mark'] ?? '']] as const),
  )
}

/** How each case goes without a runner. */
async function outcomesOf(harness: Harness): Promise<ReturnType<typeof outcomesIn>> {
  const kits = await runHarness(harness)
  return Object.fromEntries(kits.flatMap(({ results }) => results.map(({ id, status }) => [id, status] as const)))
}

function idsOf(stdout: string, wanted: CaseResult['status']): readonly string[] {
  return Object.entries(outcomesIn(stdout)).flatMap(([id, status]) => (status === wanted ? [id] : []))
}

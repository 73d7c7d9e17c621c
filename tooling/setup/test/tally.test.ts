import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { printTally, resultsFile, sum, tallySuite } from '../src/tally.ts'

describe('the sum of all tests', () => {
  it('counts a suite that left no results as failed', async () => {
    await using folder = await createTemporaryDirectory()
    expect(tallySuite(folder.path)).toMatchObject({ passed: 0, failed: 1, problem: 'left no results' })
  })

  it('counts tests that passed and failed', async () => {
    expect(await tally({ success: false, numPassedTests: 7, numFailedTests: 2 })).toMatchObject({
      passed: 7,
      failed: 2,
    })
  })

  it('counts a file that could not be loaded as failed, beside the tests that passed', async () => {
    expect(await tally({ success: false, numPassedTests: 7, numFailedTests: 0 })).toMatchObject({
      passed: 7,
      failed: 1,
      problem: 'failed outside of a test',
    })
  })

  it('counts a suite without a test as failed', async () => {
    expect(await tally({ success: true, numPassedTests: 0, numFailedTests: 0 })).toMatchObject({
      failed: 1,
      problem: 'has no test',
    })
  })

  it('prints one line that names both numbers', () => {
    const total = sum([
      { passed: 3, failed: 0 },
      { passed: 4, failed: 1 },
    ])
    expect(printTally(total)).toBe('7 passed, 1 failed')
  })
})

async function tally(results: object): Promise<object> {
  await using folder = await createTemporaryDirectory()
  await writeFile(join(folder.path, resultsFile), JSON.stringify(results))
  return tallySuite(folder.path)
}

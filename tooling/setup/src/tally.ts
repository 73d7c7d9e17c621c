import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** How many tests or checks passed and failed. */
export type Tally = { readonly passed: number; readonly failed: number }

/** What a suite left behind. `problem` says why it counts as failed although no test of it did. */
export type SuiteTally = Tally & { readonly problem?: string }

/** The part that is read of what vitest's JSON reporter writes. */
type Results = {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
}

/** The name of the file in which each suite leaves its results. */
export const resultsFile = 'test-results.json'

/**
 * Reads the results of one suite. A suite that left none, left no test, or failed outside of a test (a file that cannot
 * be loaded, a budget that ran out), counts as one failure.
 */
export function tallySuite(folder: string): SuiteTally {
  const path = join(folder, resultsFile)
  if (!existsSync(path)) {
    return { passed: 0, failed: 1, problem: 'left no results' }
  }
  const results: Results = JSON.parse(readFileSync(path, 'utf8'))
  const tally = { passed: results.numPassedTests, failed: results.numFailedTests }
  if (results.numFailedTests > 0) {
    return tally
  }
  if (!results.success) {
    return { ...tally, failed: 1, problem: 'failed outside of a test' }
  }
  return results.numPassedTests === 0 ? { ...tally, failed: 1, problem: 'has no test' } : tally
}

export function sum(tallies: Iterable<Tally>): Tally {
  let [passed, failed] = [0, 0]
  for (const tally of tallies) {
    passed += tally.passed
    failed += tally.failed
  }
  return { passed, failed }
}

/** The last line of `npm test`. */
export function printTally({ passed, failed }: Tally): string {
  return `${passed} passed, ${failed} failed`
}

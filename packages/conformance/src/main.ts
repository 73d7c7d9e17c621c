import { IngestError } from '@ingestr/contract'

import { importHarness, runHarness } from './harness.ts'
import { printResults } from './print-results.ts'

const usage = `Usage: ingestr-conformance <harness.js>

The file exports a function named destination, stateStore or source, or several of them, that opens a fresh place.
Exit code: 0 where every case that applies has passed, 1 where one has failed, 2 where the harness cannot be run.
`

/** What the bin calls: runs the harness that the arguments name, prints how each case went, sets the exit code. */
export async function main(): Promise<void> {
  const [file, ...others] = process.argv.slice(2)
  if (file === undefined || others.length > 0 || file.startsWith('-')) {
    const isHelp = file === '--help' || file === '-h'
    ;(isHelp ? process.stdout : process.stderr).write(usage)
    process.exitCode = isHelp ? 0 : 2
    return
  }
  try {
    const kits = await runHarness(await importHarness(file, process.cwd()))
    for (const { name, results } of kits) process.stdout.write(printResults(name, results))
    const hasFailed = kits.some(({ results }) => results.some(({ status }) => status === 'failed'))
    process.exitCode = hasFailed ? 1 : 0
  } catch (error) {
    process.stderr.write(`${IngestError.isInstance(error) ? error.message : String(error)}\n`)
    process.exitCode = 2
  }
}

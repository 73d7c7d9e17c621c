import { readFile } from 'node:fs/promises'

import { IngestError } from '@ingestr/contract'

import { importHarness, runHarness } from './harness.ts'
import { printResults } from './print-results.ts'
import { newDestination } from './scaffold/new-destination.ts'
import { schemeRule } from './scaffold/scheme.ts'
import type { PackageFiles } from './scaffold/template.ts'

const usage = `Usage: ingestr-conformance <harness.js>
       ingestr-conformance new <scheme> [folder]

<harness.js> exports a function named destination, stateStore or source, or several of them, that opens a fresh place.
Exit code: 0 where every case that applies has passed, 1 where one has failed, 2 where the harness cannot be run.

new writes a package that serves <scheme>:// as a destination, into [folder] or ingestr-destination-<scheme>. The folder
is empty or not there yet: nothing is overwritten. The package passes every case that applies, for you to go on from.
A scheme has ${schemeRule}.
Exit code: 0, or 2 where nothing could be written.
`

/** What the bin calls: does what the arguments say, prints what came of it, sets the exit code. */
export async function main(readTemplate: () => Promise<PackageFiles> = readBuiltTemplate): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2), readTemplate)
  } catch (error) {
    process.stderr.write(`${IngestError.isInstance(error) ? error.message : String(error)}\n`)
    process.exitCode = 2
  }
}

async function run(args: readonly string[], readTemplate: () => Promise<PackageFiles>): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage)
    return 0
  }
  const [first, scheme, folder] = args
  const isNew = first === 'new'
  if (first === undefined || args.length > (isNew ? 3 : 1) || args.some((each) => each.startsWith('-'))) {
    process.stderr.write(usage)
    return 2
  }
  if (!isNew) return await test(first)
  if (scheme === undefined) {
    throw new IngestError('INVALID_SCHEME', 'A scheme is missing, as in ingestr-conformance new acme-lake.')
  }
  process.stdout.write(await newDestination({ scheme, folder, workingDirectory: process.cwd(), readTemplate }))
  return 0
}

async function test(file: string): Promise<number> {
  const kits = await runHarness(await importHarness(file, process.cwd()))
  for (const { name, results } of kits) process.stdout.write(printResults(name, results))
  return kits.some(({ results }) => results.some(({ status }) => status === 'failed')) ? 1 : 0
}

/** The build writes it beside this module. */
async function readBuiltTemplate(): Promise<PackageFiles> {
  const template: PackageFiles = JSON.parse(await readFile(new URL('./template.json', import.meta.url), 'utf8'))
  return template
}

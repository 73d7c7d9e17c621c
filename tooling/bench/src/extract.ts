import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { buildCommand, commandLine, runTool } from './command-line.ts'
import { cases } from './extract/cases.ts'
import { dltScript, ingestr, type Contestant } from './extract/contestant.ts'
import { installDlt } from './extract/install-dlt.ts'
import { measureCases } from './extract/measure-cases.ts'
import { dltSequential, dltWindows, printReadmeTable } from './extract/readme-table.ts'
import { mergeResults } from './extract/results.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: cases.map(({ name }) => name).join() },
    contacts: { type: 'string', default: '60000' },
    repeats: { type: 'string', default: '3' },
    json: { type: 'string', default: fileURLToPath(new URL('../results/extract.json', import.meta.url)) },
    'without-dlt': { type: 'boolean', default: false },
    'without-build': { type: 'boolean', default: false },
  },
  // `pnpm bench:extract -- --only …` hands over the two dashes too.
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
})

const { bin, nodeFlags } = await commandLine()
const tell = (line: string): void => void process.stdout.write(`${line}\n`)

const names = values.only.split(',')
const unknown = names.filter((name) => !cases.some((known) => known.name === name))
if (unknown.length > 0) throw new TypeError(`No case is called ${unknown.join(' or ')}.`)

const folder = await mkdtemp(join(tmpdir(), 'ingestr-bench-'))
try {
  if (!values['without-build']) await buildCommand()
  const { results, failures } = await measureCases(
    cases.filter(({ name }) => names.includes(name)),
    { folder, contacts: Number(values.contacts), repeats: Number(values.repeats), tell },
    {
      ingestr: (name, table = 'contacts', flags = []) => ingestr(name, [...nodeFlags, bin], table, flags),
      others: values['without-dlt'] ? [] : await findOthers(),
    },
  )
  tell(`\nFor the README, out of ${values.json}:\n\n${printReadmeTable(await mergeResults(values.json, results))}`)
  // The results are committed, and formatted as all files are.
  await runTool('oxfmt', [values.json])
  if (failures.length > 0) {
    tell(`\nNot as it should be: ${failures.join(', ')}.`)
    process.exitCode = 1
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function findOthers(): Promise<readonly Contestant[]> {
  const installed = await installDlt(folder)
  if ('reason' in installed) {
    tell(`dlt is left out, since it could not be installed: ${installed.reason}`)
    return []
  }
  return [
    dltScript(dltWindows, installed.python, 'windows.py'),
    dltScript(dltSequential, installed.python, 'sequential.py'),
  ]
}

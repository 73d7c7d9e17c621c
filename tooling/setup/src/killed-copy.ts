import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { type FakeIntercom, startFakeIntercom } from '@ingestr/fake-intercom'

import { judge } from './judge.ts'
import type { StepResult } from './step.mjs'

const contacts = 3000

/**
 * Runs the installed command into files of JSON lines, kills it between rows and their record where it can, runs it again, and once
 * more after a change at the pretend Intercom. Every contact must be there once, and the changed one twice at the end.
 */
export function checkKilledCopy(folder: string, scheme: string): Promise<StepResult> {
  return judge(`A copy into ${scheme}://, killed in between: each row once`, () => findProblem(folder, scheme))
}

/** The sentence that says what went wrong, where anything did. */
async function findProblem(folder: string, scheme: string): Promise<string | undefined> {
  let latencyMs = 400
  await using fake = await startFakeIntercom({ counts: { contacts }, latencyMs: () => latencyMs })
  const copy = startCopy(folder, fake.connectionUri(), scheme)
  const recorded = new Set<number>()
  // Best where rows are on the disk that are not recorded yet; else after the third commit.
  const killed = await killWhen(copy, () => {
    const position = recordedBytes(folder)
    if (position > 0) recorded.add(position)
    return recorded.size > 2 || (position > 0 && stagedBytes(folder) > position)
  })
  if (killed !== 'killed') return `The first run was to be killed, and ended by itself:\n${killed}`
  if (existsSync(join(folder, 'out', 'contacts.jsonl')))
    return 'Rows of a run that was killed are in the table already.'
  latencyMs = 0
  const second = await endOf(startCopy(folder, fake.connectionUri(), scheme))
  const wrong = describeDifference(readIds(folder), idsOf(fake))
  if (wrong !== undefined) return `${wrong}\n${second}`
  if (rowsReceived(second) >= contacts) return `The second run began anew.\n${second}`
  const [changed = ''] = readIds(folder)
  fake.store.contacts.update(changed, { name: 'Grace Hopper' })
  const third = await endOf(startCopy(folder, fake.connectionUri(), scheme))
  const expected = [...idsOf(fake), changed]
  const twice = describeDifference(readIds(folder), expected)
  return twice === undefined ? undefined : `After a change: ${twice}\n${third}`
}

function startCopy(folder: string, sourceUri: string, scheme: string): ReturnType<typeof spawn> {
  const bin = join(folder, 'node_modules', 'ingestr', 'bin', 'ingestr.js')
  const args = ['ingest', '--source-table', 'contacts', '--dest-uri', `${scheme}:///out`, '--extract-parallelism', '1']
  const env = { ...process.env, SOURCE_URI: sourceUri }
  return spawn(process.execPath, [bin, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function killWhen(child: ReturnType<typeof spawn>, isDue: () => boolean): Promise<string> {
  const ended = endOf(child)
  while (child.exitCode === null && !isDue()) await new Promise((resolve) => setTimeout(resolve, 1))
  child.kill('SIGKILL')
  const output = await ended
  return child.signalCode === 'SIGKILL' ? 'killed' : output
}

async function endOf(child: ReturnType<typeof spawn>): Promise<string> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  await once(child, 'close')
  return output
}

function idsOf(fake: FakeIntercom): readonly string[] {
  return fake.truth('contacts').flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
}

function rowsReceived(output: string): number {
  return Number((/([\d,]+) rows? received/.exec(output)?.[1] ?? 'none').replaceAll(',', ''))
}

/** Where the staged rows end that are recorded; 0 where none are, or where the file is being written to. */
function recordedBytes(folder: string): number {
  const path = join(folder, 'out', '_ingestr.sqlite')
  if (!existsSync(path)) return 0
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    const [row] = database.prepare("select position from _ingestr_positions where generation <> ''").all()
    database.close()
    return Number(row?.['position'] ?? 0)
  } catch {
    return 0
  }
}

/** Bytes of the file that a first load is staged in. */
function stagedBytes(folder: string): number {
  const out = join(folder, 'out')
  if (!existsSync(out)) return 0
  const staged = readdirSync(out).filter((name) => name.startsWith('contacts.jsonl%'))
  return staged.reduce((total, name) => total + statSync(join(out, name)).size, 0)
}

function readIds(folder: string): readonly string[] {
  const path = join(folder, 'out', 'contacts.jsonl')
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => {
    const { id }: { readonly id: string } = JSON.parse(line)
    return id
  })
}

function describeDifference(found: readonly string[], expected: readonly string[]): string | undefined {
  const counts = `${found.length} lines of ${new Set(found).size} contacts, where ${expected.length} lines are due.`
  return JSON.stringify(found.toSorted()) === JSON.stringify(expected.toSorted()) ? undefined : counts
}

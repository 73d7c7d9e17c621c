import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { startFakeIntercom } from '@ingestr/fake-intercom'

import { buildCommand, commandLine } from './command-line.ts'
import { describeMachine } from './machine.ts'
import { median } from './measure.ts'
import { printTable } from './print-table.ts'

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '15' } } })
const tell = (line: string): void => void process.stdout.write(`${line}\n`)

/** The most that issue 6 allows, in milliseconds. */
const bounds = { help: 120, small: 500 }

await buildCommand()
const { nodeFlags, bin } = await commandLine()
const folder = await mkdtemp(join(tmpdir(), 'ingestr-bench-'))
await using fake = await startFakeIntercom()
const times = { bare: [] as number[], help: [] as number[], first: [] as number[], later: [] as number[] }
try {
  // Taking turns, so that what else the machine does meets all of them.
  for (let round = 0; round < Number(values.repeats); round += 1) {
    await rm(join(folder, 'small.duckdb'), { force: true })
    times.bare.push((await time(['-e', '0'])).milliseconds)
    times.help.push((await time([...nodeFlags, bin, '--help'])).milliseconds)
    times.first.push(await timeCopy())
    times.later.push(await timeCopy())
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
const bare = median(times.bare)
const row = (what: string, all: readonly number[], bound?: number): readonly string[] => {
  const own = median(all)
  return [what, `${own.toFixed(0)} ms`, `${(own / bare).toFixed(1)} ×`, bound === undefined ? '' : `${bound} ms`]
}
tell(describeMachine())
tell(
  printTable(
    ['', 'Median', 'Beside a bare Node', 'At most'],
    [
      row('`node -e 0`', times.bare),
      row('`ingestr --help`', times.help, bounds.help),
      row('`tags` into a new file, beyond its requests', times.first, bounds.small),
      row('`tags` once more, beyond its requests', times.later, bounds.small),
    ],
  ),
)
if (median(times.help) > bounds.help || median(times.first) > bounds.small) process.exitCode = 1

/** From the start of the process to its end, less the time that its requests took. */
async function timeCopy(): Promise<number> {
  const uris = ['--source-uri', fake.connectionUri(), '--dest-uri', 'duckdb:///small.duckdb']
  const { milliseconds, stderr } = await time([
    ...nodeFlags,
    bin,
    'ingest',
    ...uris,
    '--source-table',
    'tags',
    '--progress',
    'json',
  ])
  const events = stderr
    .trimEnd()
    .split('\n')
    .map((line): { readonly type: string; readonly durationMs?: number } => JSON.parse(line))
  const requests = events.filter(({ type }) => type === 'request-finished')
  return milliseconds - requests.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0)
}

async function time(args: readonly string[]): Promise<{ readonly milliseconds: number; readonly stderr: string }> {
  const begun = performance.now()
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new TypeError(`${args.join(' ')} ended with ${String(code)}: ${stderr}`)
  return { milliseconds: performance.now() - begun, stderr }
}

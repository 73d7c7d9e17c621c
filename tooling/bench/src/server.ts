import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { startFakeIntercom } from '@ingestr/fake-intercom'

import { describeMachine } from './machine.ts'
import { median } from './measure.ts'
import { printTable } from './print-table.ts'
import { buildServer, launchServer, type ServerProcess } from './server/launch-server.ts'
import { followRun } from './server/follow-run.ts'

const { values } = parseArgs({
  options: { repeats: { type: 'string', default: '7' }, clients: { type: 'string', default: '300' } },
})
const tell = (line: string): void => void process.stdout.write(`${line}\n`)

/** The most that issue 8 allows: milliseconds, MiB, milliseconds. */
const bounds = { start: 500, idle: 150, resume: 3000 }
const idleMs = 5000

await buildServer()
const folder = await mkdtemp(join(tmpdir(), 'ingestr-bench-'))
let latencyMs = 0
await using fake = await startFakeIntercom({ counts: { contacts: 6000 }, latencyMs: () => latencyMs })
const starts: number[] = []
const resumes: number[] = []
let idle = 0
let loaded = 0
let followed = { clients: 0, complete: 0, events: 0, seconds: 0 }
try {
  let server = await launchServer(folder, fake.url)
  const key = await server.setUp()
  const sync = await server.makeSync(key, fake)
  await new Promise((resolve) => setTimeout(resolve, idleMs))
  idle = server.residentMegabytes()

  for (let round = 0; round < Number(values.repeats); round += 1) {
    await server.kill()
    server = await launchServer(folder, fake.url)
    starts.push(server.startMs)
  }

  // A run that many watch, from its first event to its last.
  latencyMs = 100
  followed = await followRun(server, key, await server.run(key, sync), Number(values.clients))
  loaded = server.residentMegabytes()

  for (let round = 0; round < Number(values.repeats); round += 1) {
    const run = await server.run(key, sync)
    await server.untilRunning(key, run)
    const begun = performance.now()
    await server.kill()
    server = await launchServer(folder, fake.url)
    resumes.push(await untilResumed(server, key, run, begun))
  }
  await server.kill()
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** From the death of the server until a process goes on with its run. */
async function untilResumed(server: ServerProcess, key: string, run: string, begun: number): Promise<number> {
  for (;;) {
    const { runs } = await server.ask(key, 'GET', '/api/v1/runs?limit=5')
    const next = runs?.find(({ follows }) => follows === run)
    if (next?.status === 'running' || next?.status === 'succeeded') {
      const resumedMs = performance.now() - begun
      await server.untilEnded(key, next.id)
      return resumedMs
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

tell(describeMachine())
tell(
  printTable(
    ['', 'Measured', 'At most'],
    [
      [
        'From the start of the process to its first answer, median',
        `${median(starts).toFixed(0)} ms`,
        `${bounds.start} ms`,
      ],
      [`Memory after ${idleMs / 1000} s without work`, `${idle.toFixed(0)} MiB`, `${bounds.idle} MiB`],
      [
        `${followed.clients} clients that follow one run to its end (${followed.seconds.toFixed(1)} s)`,
        `${followed.complete} had every one of ${followed.events} events`,
        'all',
      ],
      ['Memory then', `${loaded.toFixed(0)} MiB`, ''],
      [
        'From kill -9 of the server to its run going on, median',
        `${median(resumes).toFixed(0)} ms`,
        `${bounds.resume} ms`,
      ],
    ],
  ),
)
const isKept =
  median(starts) <= bounds.start &&
  idle <= bounds.idle &&
  median(resumes) <= bounds.resume &&
  followed.complete === followed.clients
if (!isKept) process.exitCode = 1

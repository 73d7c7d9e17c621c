import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { IngestJob } from '../../src/runs/job.ts'
import { built } from './test-server.ts'

/** What comes of a run: `passing` fails and may pass, `staying` fails and will again; `held` waits for another word. */
type Word = 'good' | 'passing' | 'staying' | 'held'

/** A program of runs that copies nothing, where a test is of the server alone. It ends as it is told to. */
export interface StandIn {
  /** Takes the place of what the build made. */
  readonly built: URL
  say(word: Word): void
  /** The jobs that it was given. */
  jobs(): readonly IngestJob[]
}

const program = `
const { appendFileSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
process.on('message', ({ type, job }) => {
  if (type !== 'job') return
  appendFileSync(join(__dirname, 'jobs'), JSON.stringify(job) + '\\n')
  const alive = setInterval(look, 20)
  function look() {
    const word = readFileSync(join(__dirname, 'word'), 'utf8')
    if (word === 'held' || word === '') return
    clearInterval(alive)
    process.stdout.write('a line of its own\\n')
    process.send({ type: 'events', events: [{ type: 'something', at: Date.now() }] })
    const tables = job.tables.map((table) => ({
      table, target: job.destTable.replace('{table}', table), status: 'succeeded', durationMs: 1, readUpTo: null,
      counts: { received: 3, rows: 3, missing: 2, requests: 4, retries: 1 }, warnings: [], changes: [],
    }))
    const error = { code: 'REQUEST_FAILED', message: 'It failed.', isRetryable: word === 'passing' }
    process.send(
      word === 'good' ? { type: 'result', value: { status: 'succeeded', tables } } : { type: 'failure', error },
      () => process.disconnect(),
    )
  }
  look()
})
`

export function makeStandIn(folder: string, word: Word = 'good'): StandIn {
  const place = join(folder, 'stand-in')
  mkdirSync(place)
  cpSync(new URL('assets/', built), join(place, 'assets'), { recursive: true })
  writeFileSync(join(place, 'run-child.js'), program)
  writeFileSync(join(place, 'jobs'), '')
  const say = (next: Word): void => writeFileSync(join(place, 'word'), next)
  say(word)
  return {
    built: pathToFileURL(`${place}/`),
    say,
    jobs: () =>
      readFileSync(join(place, 'jobs'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the server sent
        .map((line) => JSON.parse(line) as IngestJob),
  }
}

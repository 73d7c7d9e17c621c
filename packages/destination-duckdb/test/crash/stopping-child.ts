import { usualMeans } from '../../src/database-means.ts'
import { createDestination } from '../../src/destination.ts'
import { createDuckdbDestination } from '../../src/index.ts'
import { watchedFiles, watchedInstance, type Watch } from '../watched-instance.ts'
import { runSteps } from './steps.ts'

import type { StatefulDestination } from '@ingestr/contract'

/** Where a process kills itself. */
export type Stop = {
  readonly place: 'before' | 'after'
  /** Of the first statement that matches. */
  readonly pattern: string
  /** On an instance of the user's, not on a file of the destination's own. */
  readonly isLent?: boolean
  /** After how many bytes the destination makes a checkpoint; default: as for users. */
  readonly checkpointBytes?: number
  /** Where DuckDB breaks off a checkpoint. A lent instance then makes one with each COMMIT. */
  readonly abort?: string
}

/** Run as a process of its own: goes on with the steps of a file, and kills itself. */
const [path = '', until = '', argument = ''] = process.argv.slice(2)
const stop: Stop = JSON.parse(argument)
const stopAt = new RegExp(stop.pattern)

const watch: Watch = async (statement, run) => {
  const isDue = stopAt.test(statement)
  if (isDue && stop.place === 'before') process.kill(process.pid, 'SIGKILL')
  try {
    return await run()
  } finally {
    if (isDue && stop.place === 'after') process.kill(process.pid, 'SIGKILL')
  }
}

async function openDestination({ isLent = false, abort, checkpointBytes }: Stop): Promise<StatefulDestination> {
  const breaking = abort === undefined ? undefined : { debug_checkpoint_abort: abort }
  if (!isLent) {
    const openFile = watchedFiles(watch, breaking)
    return createDestination(
      { path },
      { ...usualMeans, openFile, ...(checkpointBytes !== undefined && { checkpointBytes }) },
    )
  }
  const configuration = { checkpoint_threshold: breaking === undefined ? '1GB' : '1KB', threads: '1', ...breaking }
  const instance = await watchedInstance(path, configuration, watch)
  return createDuckdbDestination({ instance, temporaryDirectory: `${path}.staging` })
}

process.stdout.write('ready\n')
await using destination = await openDestination(stop)
await runSteps(destination, Number(until))

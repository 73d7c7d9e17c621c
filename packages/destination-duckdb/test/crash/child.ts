import { once } from 'node:events'

import { DuckDBInstance } from '@duckdb/node-api'

import { usualMeans } from '../../src/database-means.ts'
import { createDestination } from '../../src/destination.ts'
import { createDuckdbDestination } from '../../src/index.ts'
import { watchedFiles } from '../watched-instance.ts'
import { runSteps, storedEntry } from './steps.ts'

import type { StatefulDestination } from '@ingestr/contract'

/** How the process has its file open, and when checkpoints are made. */
export type Form =
  | {
      readonly is: 'a file'
      /** After so many bytes of pages; undefined: as for users. */
      readonly checkpointBytes?: number
    }
  | {
      readonly is: 'an instance of the user'
      /** DuckDB makes them itself. */
      readonly checkpointThreshold: string
    }

/**
 * Run as a process of its own. When told to, opens the file, goes on for some steps and closes it, over and over until
 * killed, and prints each step that is durable, and the beginning and end of each checkpoint that a load makes.
 */
const [path = '', argument = '{"is":"a file"}'] = process.argv.slice(2)
const form: Form = JSON.parse(argument)

let isLoading = false

/** Tells of checkpoints, but for that of the closing. */
const openFile = watchedFiles(async (statement, run) => {
  if (statement !== 'CHECKPOINT' || !isLoading) return run()
  process.stdout.write('checkpoint begun\n')
  try {
    const result = await run()
    process.stdout.write('checkpoint made\n')
    return result
  } catch (error) {
    process.stdout.write('checkpoint failed\n')
    throw error
  }
})

async function open(): Promise<{ readonly destination: StatefulDestination; readonly close: () => void }> {
  if (form.is === 'a file') {
    const { checkpointBytes = usualMeans.checkpointBytes } = form
    return {
      destination: createDestination({ path }, { ...usualMeans, openFile, checkpointBytes }),
      close: () => undefined,
    }
  }
  const instance = await DuckDBInstance.create(path, { checkpoint_threshold: form.checkpointThreshold, threads: '2' })
  const destination = createDuckdbDestination({ instance, temporaryDirectory: `${path}.staging` })
  return { destination, close: () => instance.closeSync() }
}

process.stdout.write('ready\n')
process.stdin.once('end', () => process.exit())
await once(process.stdin, 'data')
for (;;) {
  const { destination, close } = await open()
  const before = await storedEntry(destination, 'merged')
  isLoading = true
  await runSteps(destination, (before?.revision ?? 0) + 5, (table, step) => {
    process.stdout.write(`${table} ${step}\n`)
  })
  isLoading = false
  await destination[Symbol.asyncDispose]()
  close()
}

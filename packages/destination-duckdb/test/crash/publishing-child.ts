import { once } from 'node:events'

import { createDuckdbDestination } from '../../src/index.ts'
import { runSteps, storedEntry } from './steps.ts'

/**
 * Run as a process of its own. When told to, goes on with the steps and publishes all the while, over and over until killed, and says when a copy
 * is there, with the step that it is of at least.
 */
const [path = '', copy = ''] = process.argv.slice(2)
process.stdout.write('ready\n')
process.stdin.once('end', () => process.exit())
await once(process.stdin, 'data')
for (;;) {
  const destination = createDuckdbDestination({ path })
  const before = (await storedEntry(destination, 'merged'))?.revision ?? 0
  const done = new AbortController()
  const running = runSteps(destination, before + 6).finally(() => done.abort())
  while (!done.signal.aborted) {
    const step = (await storedEntry(destination, 'merged'))?.revision ?? 0
    if (step > 0 && (await destination.publishCopy?.({ path: copy })) !== undefined) process.stdout.write(`${step}\n`)
  }
  await running
  await destination[Symbol.asyncDispose]()
}

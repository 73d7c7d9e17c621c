import { createDuckdbDestination } from '../../src/index.ts'
import { watchedInstance } from '../watched-instance.ts'
import { runSteps } from './steps.ts'

/**
 * Run as a process of its own: goes on with the steps of a file, and kills itself before or after the first statement
 * that matches, or when DuckDB breaks off a checkpoint where it is told to.
 */
const [path = '', until = '', place = '', pattern = '', checkpointAbort = ''] = process.argv.slice(2)
const stopAt = new RegExp(pattern)

const configuration = { checkpoint_threshold: checkpointAbort === '' ? '1GB' : '1KB', threads: '1' }
const instance = await watchedInstance(path, configuration, async (statement, run) => {
  const isDue = stopAt.test(statement)
  if (isDue && place === 'before') process.kill(process.pid, 'SIGKILL')
  try {
    return await run()
  } finally {
    if (isDue && place === 'after') process.kill(process.pid, 'SIGKILL')
  }
})
if (checkpointAbort !== '') {
  const connection = await instance.connect()
  await connection.run(`SET debug_checkpoint_abort = '${checkpointAbort}'`)
  connection.closeSync()
}
process.stdout.write('ready\n')
await using destination = createDuckdbDestination({ instance, temporaryDirectory: `${path}.staging` })
await runSteps(destination, Number(until))

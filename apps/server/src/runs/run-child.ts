import { toChildFailure } from './child-failure.ts'
import type { ChildEvent, FromChild, Job, ToChild } from './job.ts'
import { performJob } from './perform-job.ts'

/** The program of a child process: takes one job over its channel, does it, and ends. */

const flushMs = 100
const aliveMs = 1000

const stop = new AbortController()
const abort = new AbortController()
let waiting: ChildEvent[] = []

function send(message: FromChild): void {
  if (process.connected) process.send?.(message)
}

function flush(): void {
  if (waiting.length > 0) send({ type: 'events', events: waiting })
  waiting = []
}

async function work(job: Job): Promise<void> {
  const timers = [setInterval(flush, flushMs), setInterval(() => send({ type: 'alive' }), aliveMs)]
  try {
    const report = (event: Omit<ChildEvent, 'at'>): void =>
      void waiting.push({ ...event, type: String(event['type']), at: Date.now() })
    const value = await performJob(job, { stop: stop.signal, signal: abort.signal, report })
    flush()
    send({ type: 'result', value })
  } catch (error) {
    flush()
    send({ type: 'failure', error: toChildFailure(error) })
  } finally {
    for (const timer of timers) clearInterval(timer)
    if (process.connected) process.disconnect()
  }
}

process.on('message', (message: ToChild) => {
  if (message.type === 'stop') stop.abort()
  else void work(message.job)
})
// The server asks over the channel, or is gone: what is committed stays, and the next run goes on from there.
process.on('disconnect', () => abort.abort())
process.on('SIGTERM', () => abort.abort())
// A terminal sends it to the whole group; the server decides.
process.on('SIGINT', () => undefined)

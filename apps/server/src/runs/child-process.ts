import { fork } from 'node:child_process'

import { IngestError } from '@ingestr/contract'

import type { RedactingStream, Redactor } from '../secrets/redactor.ts'
import type { ChildFailure } from './child-failure.ts'
import type { ChildEvent, FromChild, Job, ToChild } from './job.ts'

/** A child's loop that is silent for so long hangs. */
const usualSilenceMs = 90_000
/** From being asked to being made to end. */
const graceMs = 20_000
const lastGraceMs = 5000
const longestLine = 2000
const usualHeapMegabytes = 1024

/** How a child is listened to. */
export interface ChildOptions {
  readonly program: string
  readonly job: Job
  readonly workingDirectory: string
  readonly redactor: Redactor
  readonly onEvents?: ((events: readonly ChildEvent[]) => void) | undefined
  /** How long it may say nothing, in milliseconds; default: 90,000. */
  readonly silenceMs?: number | undefined
  /** What JavaScript may take, in MiB; default: 1024. DuckDB's memory is its own. */
  readonly heapMegabytes?: number | undefined
  /** A line that the child printed, which none should. */
  readonly onLine?: ((line: string) => void) | undefined
}

/** A process that does one job. */
export interface Child {
  readonly processId: number | undefined
  /** The job's value; rejects with what the child failed with, or `RUN_CRASHED`, `RUN_HUNG`. */
  readonly done: Promise<unknown>
  /** Asks it to end after what has arrived, then to end, then ends it. */
  stop(): void
  kill(): void
}

/** Starts a child: nothing of the job is in its arguments or variables, nor is anything of the server's. */
export function startChild(options: ChildOptions): Child {
  const { program, job, workingDirectory, redactor, onEvents, onLine } = options
  const { silenceMs = usualSilenceMs, heapMegabytes = usualHeapMegabytes } = options
  const child = fork(program, [], {
    cwd: workingDirectory,
    env: childEnvironment(process.env),
    execArgv: ['--max-semi-space-size=4', `--max-old-space-size=${heapMegabytes}`],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const timers = new Set<NodeJS.Timeout>()
  const later = (delayMs: number, act: () => void): void => void timers.add(setTimeout(act, delayMs).unref())
  let heardAt = performance.now()
  let isHung = false
  let outcome: (FromChild & { readonly type: 'result' | 'failure' }) | undefined

  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) readLines(stream, redactor.createStream(), (line) => onLine?.(line))
  }
  child.on('message', (message: FromChild) => {
    heardAt = performance.now()
    if (message.type === 'events') onEvents?.(message.events)
    if (message.type === 'result' || message.type === 'failure') outcome = message
  })
  const watch = setInterval(() => {
    if (performance.now() - heardAt < silenceMs) return
    isHung = true
    child.kill('SIGKILL')
  }, 1000)

  const done = new Promise<unknown>((resolve, reject) => {
    child.on('error', (error) => reject(crashed(`could not be started: ${error.message}`)))
    child.on('close', (code, signal) => {
      clearInterval(watch)
      for (const timer of timers) clearTimeout(timer)
      if (outcome?.type === 'result') resolve(outcome.value)
      else if (outcome?.type === 'failure') reject(errorOf(outcome.error))
      else if (isHung) reject(hung(silenceMs))
      else reject(crashed(signal === null ? `ended with code ${code}` : `was ended by ${signal}`))
    })
  })
  const send = (message: ToChild): void => {
    if (child.connected) child.send(message, () => undefined)
  }
  send({ type: 'job', job })
  return {
    processId: child.pid,
    done,
    stop() {
      send({ type: 'stop' })
      later(graceMs, () => child.kill('SIGTERM'))
      later(graceMs + lastGraceMs, () => child.kill('SIGKILL'))
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

/** What a child needs to run at all. The key of the server and whatever else its operator set stays here. */
function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'LC_ALL', 'NODE_EXTRA_CA_CERTS', 'SYSTEMROOT', 'TEMP']
  return Object.fromEntries(
    kept.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  )
}

function readLines(stream: NodeJS.ReadableStream, redacting: RedactingStream, onLine: (line: string) => void): void {
  let rest = ''
  const take = (text: string): void => {
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLine) lines.push(rest)
    if (rest.length > longestLine) rest = ''
    for (const line of lines) if (line.trim() !== '') onLine(line.slice(0, longestLine))
  }
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => take(redacting.write(chunk)))
  stream.on('end', () => take(`${redacting.end()}\n`))
}

function errorOf({ code, message, isRetryable }: ChildFailure): IngestError {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- codes are of upper case, and came from an IngestError
  return new IngestError(code as Uppercase<string>, message, { isRetryable })
}

function crashed(how: string): IngestError {
  const message = `The process of the run ${how}. What was committed stays; a retry goes on from there.`
  return new IngestError('RUN_CRASHED', message, { isRetryable: true })
}

function hung(silenceMs: number): IngestError {
  const message = `The process of the run said nothing for ${silenceMs / 1000} s, and was ended. What was committed stays.`
  return new IngestError('RUN_HUNG', message, { isRetryable: true })
}

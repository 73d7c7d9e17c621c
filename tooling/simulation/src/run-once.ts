import { type Audit, IngestError, type Plan } from '@ingestr/contract'
import { createIntercomSource } from '@ingestr/source-intercom'
import { type RunOptions, syncTable, syncTables } from '@ingestr/sync'

import { SimulatedClient } from './intercom/simulated-client.ts'
import { Violation } from './violation.ts'
import type { Disk } from './warehouse/disk.ts'
import { SimulatedDestination } from './warehouse/simulated-destination.ts'
import { createSimulatedStateStore } from './warehouse/statements.ts'
import { WatchedSource } from './watched-source.ts'
import type { Fault, SimulatedTable } from './world/schedule.ts'
import { RunInterrupted, SimulatedProcess } from './world/simulated-process.ts'
import type { World } from './world/world.ts'

/** How the run of one table ended, and what it said of itself. */
export interface RunReport {
  readonly table: SimulatedTable
  readonly status: 'succeeded' | 'stopped' | 'failed' | 'crashed'
  readonly error?: unknown
  readonly startedAtMs: number
  /** Of all tables of the run together. */
  readonly requests: number
  readonly plans: readonly Plan[]
  readonly audits: readonly Audit[]
  /** Types of the events that the table reported. */
  readonly events: ReadonlySet<string>
}

/** What is asked of one run. */
export interface RunRequest {
  readonly faults: readonly Fault[]
  readonly isFullRefresh: boolean
  readonly isStrict: boolean
}

type Ending = Pick<RunReport, 'status' | 'error'>
/** One for each table, or one for all of them. */
type Endings = readonly Ending[]

const mostTimers = 20_000
const mostMs = 5 * 86_400_000

/** One process, from its start to its end or its crash. Throws a `Violation` if it does not end. */
export async function runOnce(world: World, disk: Disk, request: RunRequest): Promise<readonly RunReport[]> {
  const { faults, isFullRefresh, isStrict } = request
  const { clock, schedule, trace, dice } = world
  const startedAtMs = clock.now()
  const requestsBefore = world.requests
  trace.add(() => `RUN ${JSON.stringify(request)}`)
  const process = new SimulatedProcess(clock, trace, faults)
  const localClock = {
    now: () => clock.now() + schedule.skewMs,
    sleep: (delayMs: number) => process.sleep(delayMs),
  }
  const source = new WatchedSource(
    createIntercomSource({
      client: new SimulatedClient(world, process),
      clock: localClock,
      region: 'us',
      tokenDigest: 'digest',
      indexLagMs: schedule.indexLagMs,
    }),
  )
  const tables = [schedule.table, ...schedule.companions]
  const events = new Map(tables.map((table) => [table as string, new Set<string>()]))
  const running = runTables(tables, {
    source,
    destination: new SimulatedDestination(world, process, disk),
    state: createSimulatedStateStore(),
    clock: localClock,
    random: dice.random,
    isFullRefresh,
    isStrict,
    commitPolicy: schedule.commitPolicy,
    stop: process.stop,
    signal: process.signal,
    report: ({ type, table }) => (typeof table === 'string' ? events.get(table)?.add(type) : undefined),
  })
  const endings = await untilEnd(world, process, running)
  clock.clear()
  trace.add(() => `END ${endings.map(describeEnding).join(', ')}`)
  const requests = world.requests - requestsBefore
  const [first = { status: 'crashed' as const }] = endings
  return tables.map((table, index) => {
    const ending = endings[index] ?? first
    return { ...ending, ...source.of(table), table, startedAtMs, requests, events: events.get(table) ?? new Set() }
  })
}

/** One table rejects with what it failed with, several tell it in their results. */
async function runTables(tables: readonly SimulatedTable[], options: RunOptions): Promise<Endings> {
  const choices = tables.map((table) => ({ table, target: { name: table } }))
  const [first] = choices
  if (first !== undefined && choices.length === 1) return [await syncTable({ ...options, ...first })]
  return await syncTables({ ...options, tables: choices })
}

/** Lets everything run that can; when nothing can, time jumps to the next timer. */
async function untilEnd({ clock }: World, process: SimulatedProcess, running: Promise<Endings>): Promise<Endings> {
  const startedAtMs = clock.now()
  const ended: { endings?: Endings } = {}
  void running.then(
    (endings) => (ended.endings = endings),
    (error: unknown) => (ended.endings = [{ status: 'failed', error }]),
  )
  for (let timers = 0; ; timers += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    if (process.isCrashed) return [{ status: 'crashed' }]
    if (ended.endings !== undefined) return ended.endings
    if (!clock.fireNext()) throw new Violation('The run hangs: nothing can go on, and no time is waited for.')
    if (timers > mostTimers || clock.now() - startedAtMs > mostMs) throw new Violation('The run does not end.')
  }
}

function describeEnding({ status, error }: Ending): string {
  return error instanceof Error ? `${status}: ${error.message}` : status
}

/** Whether a run that ended like this had a reason to. */
export function isExplained({ error }: RunReport, faults: readonly Fault[]): boolean {
  if (error instanceof RunInterrupted) return true
  if (!IngestError.isInstance(error)) return false
  const kinds = faults.map(({ kind }) => kind)
  if (error.code === 'COMMIT_FAILED') return kinds.includes('commit-fails')
  if (error.code !== 'REQUEST_FAILED') return false
  return ['request-fails', 'cursor-refused', 'scroll-restarts'].some((kind) => kinds.some((each) => each === kind))
}

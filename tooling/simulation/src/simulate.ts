import { IngestError, type Json, type StateEntry } from '@ingestr/contract'

import { Invariants } from './invariants.ts'
import { isExplained, runOnce, type RunReport, type RunRequest } from './run-once.ts'
import { Violation } from './violation.ts'
import { Disk } from './warehouse/disk.ts'
import { createDice, type Dice } from './world/dice.ts'
import { createFaults, createSchedule, type Schedule, type SimulatedTable } from './world/schedule.ts'
import { World } from './world/world.ts'

/** What came of one seed. */
export interface Simulation {
  readonly seed: number
  /** Undefined if every promise was kept. */
  readonly violation: string | undefined
  readonly runs: number
  readonly requests: number
  /** Empty unless asked for. */
  readonly trace: readonly string[]
}

const minute = 60_000
const day = 86_400_000

/** Plays the schedule of a seed to its end, or to the first promise that is broken. */
export async function simulate(seed: number, options: { readonly isTraced?: boolean } = {}): Promise<Simulation> {
  const { isTraced = false } = options
  const schedule = createSchedule(seed)
  const world = new World(schedule, isTraced)
  world.trace.add(() => JSON.stringify(schedule))
  const story = new Story(world, createDice(seed, 4))
  let violation: string | undefined
  try {
    await story.play()
  } catch (error) {
    violation = error instanceof Violation ? error.message : `Unexpected: ${describeError(error)}`
    world.trace.add(() => `VIOLATION ${violation}`)
  }
  return { seed, violation, runs: story.runs, requests: world.requests, trace: world.trace.lines }
}

/** Runs one after the other, as a user starts them, and what happens between them. */
class Story {
  readonly #world: World
  readonly #schedule: Schedule
  readonly #dice: Dice
  readonly #disk = new Disk()
  readonly #invariants: ReadonlyMap<SimulatedTable, Invariants>
  runs = 0

  constructor(world: World, dice: Dice) {
    this.#world = world
    this.#schedule = world.schedule
    this.#dice = dice
    const tables = [world.schedule.table, ...world.schedule.companions]
    this.#invariants = new Map(tables.map((table) => [table, new Invariants(world, this.#disk, table)]))
  }

  async play(): Promise<void> {
    const dice = this.#dice
    const world = this.#world
    for (let chapter = dice.between(1, 3); chapter > 0; chapter -= 1) {
      await this.#untilSuccess()
      world.pass(dice.pick([minute, 20 * minute, 3 * 60 * minute, day, 4 * day]))
      if (dice.chance(0.05)) world.moveToAnotherTimezone(dice.pick(['UTC', 'Asia/Tokyo', 'America/Los_Angeles']))
      if (dice.chance(0.05)) world.moveToAnotherWorkspace()
    }
    world.isQuiet = true
    world.pass(2 * day)
    await this.#untilSuccess()
  }

  /** Runs with faults, then one without: that one must succeed. */
  async #untilSuccess(): Promise<void> {
    const dice = this.#dice
    const wantsRefresh = dice.chance(0.12)
    const isStrict = dice.chance(0.3)
    for (let attempt = dice.pick([0, 1, 1, 2, 5]); attempt > 0; attempt -= 1) {
      const faults = createFaults(dice, this.#schedule.table)
      const runs = await this.#run({ faults, isFullRefresh: this.#asksForRefresh(wantsRefresh), isStrict })
      for (const run of runs) {
        if (run.status === 'failed' && !isExplained(run, faults) && !this.#isTaken(run) && !this.#isToldOf(run))
          throw run.error
      }
      this.#world.pass(dice.pick([1000, minute, 30 * minute, 5 * 60 * minute, 2 * day]))
      if (dice.chance(0.02)) this.#world.moveToAnotherWorkspace()
    }
    let runs = await this.#run({ faults: [], isFullRefresh: this.#asksForRefresh(wantsRefresh), isStrict })
    if (runs.some((run) => this.#isTaken(run))) runs = await this.#run({ faults: [], isFullRefresh: true, isStrict })
    if (runs.some((run) => this.#isToldOf(run)))
      runs = await this.#run({ faults: [], isFullRefresh: false, isStrict: false })
    for (const { status, error } of runs) {
      if (status !== 'succeeded') throw error ?? new Violation(`A run without faults ended ${status}.`)
    }
  }

  #asksForRefresh(wantsRefresh: boolean): boolean {
    return wantsRefresh && this.#dice.chance(0.7)
  }

  #entries(table: SimulatedTable): readonly StateEntry[] {
    return [...this.#disk.contents.entries.values()].filter((entry) => entry.table === table)
  }

  #isForeign({ source }: StateEntry): boolean {
    return source !== this.#world.identity
  }

  /** The table belongs to another workspace: the user must say that it may go. */
  #isTaken({ error, table }: RunReport): boolean {
    if (!IngestError.isInstance(error) || error.code !== 'TARGET_TAKEN') return false
    return this.#entries(table).some((entry) => this.#isForeign(entry))
  }

  #cursor(table: SimulatedTable): Json | undefined {
    const [entry] = this.#entries(table)
    return entry?.checkpoint['cursor']
  }

  /** A strict run may fail for records that the API did hide, and for nothing else. */
  #isToldOf({ error, table }: RunReport): boolean {
    if (!IngestError.isInstance(error) || error.code !== 'RECORDS_MISSING') return false
    if (this.#world.leftOut(table).length === 0) throw new Violation(`False alarm: ${error.message}`)
    return true
  }

  async #run(request: RunRequest): Promise<readonly RunReport[]> {
    this.runs += 1
    const before = new Map(
      Array.from(this.#invariants.keys(), (table) => [
        table,
        { cursor: this.#cursor(table), isRefresh: request.isFullRefresh || this.#isRefreshing(table) },
      ]),
    )
    const runs = await runOnce(this.#world, this.#disk, request)
    for (const run of runs) this.#check(run, before.get(run.table))
    const records = this.#world.population.workspace.live.size
    const requests = runs[0]?.requests ?? 0
    if (requests > runs.length * (200 + 30 * records))
      throw new Violation(`${requests} requests for ${records} records.`)
    return runs
  }

  #isRefreshing(table: SimulatedTable): boolean {
    return this.#entries(table).some((entry) => !this.#isForeign(entry) && isUnfinishedRefresh(entry))
  }

  #check(run: RunReport, before: { readonly cursor: Json | undefined; readonly isRefresh: boolean } | undefined): void {
    const invariants = this.#invariants.get(run.table)
    if (run.status === 'succeeded') {
      invariants?.checkSuccess(run, before?.isRefresh ?? false)
      return
    }
    if (this.#cursor(run.table) !== before?.cursor) invariants?.excuseLeftOut()
    invariants?.checkCursor()
  }
}

function isUnfinishedRefresh({ isPublished, strategy }: StateEntry): boolean {
  return !isPublished && strategy === 'replace'
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

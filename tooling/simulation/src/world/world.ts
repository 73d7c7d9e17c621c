import { calendarOf } from './calendar.ts'
import { createDice, type Dice } from './dice.ts'
import { Population } from './population.ts'
import type { Schedule, SimulatedTable } from './schedule.ts'
import { Trace } from './trace.ts'
import { VirtualClock } from './virtual-clock.ts'
import type { Version } from './workspace.ts'

/** Everything outside of the program: time, the workspace, and what the API did to us. */
export class World {
  readonly schedule: Schedule
  readonly clock: VirtualClock
  readonly trace: Trace
  readonly dice: Dice
  /** How many turns of the event loop's queue an answer takes to be heard. */
  readonly turns: Dice
  population: Population
  /** The workspace's own, whether the API tells it or not. */
  timezone: string
  /** Whether nothing changes any more. */
  isQuiet = false
  requests = 0
  readonly #leftOut = new Map<SimulatedTable, Version[]>()
  /** What the latest list in one piece held. */
  listed: readonly string[] = []
  #moves = 0

  constructor(schedule: Schedule, isTraced: boolean) {
    this.schedule = schedule
    this.clock = new VirtualClock(schedule.startMs)
    this.trace = new Trace(this.clock, isTraced)
    this.dice = createDice(schedule.seed, 1)
    this.turns = createDice(schedule.seed, 6)
    this.population = new Population('workspace0', schedule, createDice(schedule.seed, 2), schedule.startMs)
    this.timezone = schedule.timezone
  }

  /** What the source calls the workspace. */
  get identity(): string {
    return `intercom:us:${this.population.workspace.id}`
  }

  /** Whether searches for contacts and the source mean the same days. */
  get areDaysAgreed(): boolean {
    const { dateReading, isTimezoneKnown, timezone } = this.schedule
    const known = isTimezoneKnown ? this.timezone : 'UTC'
    if (dateReading === 'seconds') return true
    return this.timezone === timezone && known === (dateReading === 'utc-days' ? 'UTC' : timezone)
  }

  /** Records that pages of a table were served without, since its last plan that was finished. */
  leftOut(table: SimulatedTable): readonly Version[] {
    return this.#leftOut.get(table) ?? []
  }

  leaveOut(table: SimulatedTable, version: Version): void {
    this.#leftOut.set(table, [...this.leftOut(table), version])
  }

  /** A plan of the table was finished. */
  forgetLeftOut(table: SimulatedTable): void {
    this.#leftOut.delete(table)
  }

  /** What may happen while a request is under way. */
  changeByChance(): void {
    if (!this.isQuiet && this.dice.chance(this.schedule.changeRate)) this.population.change(this.clock.now())
  }

  /** Time passes without a run, and changes come all along. */
  pass(milliseconds: number): void {
    const end = this.clock.now() + milliseconds
    for (let change = this.dice.between(0, 8); change > 0 && !this.isQuiet; change -= 1) {
      this.clock.advance(Math.floor((end - this.clock.now()) * this.dice.random()))
      this.population.change(this.clock.now())
    }
    this.clock.advance(end - this.clock.now())
  }

  /** The token belongs to another workspace from now on. */
  moveToAnotherWorkspace(): void {
    this.#moves += 1
    const dice = createDice(this.schedule.seed, 100 + this.#moves)
    this.population = new Population(`workspace${this.#moves}`, this.schedule, dice, this.clock.now())
    this.#leftOut.clear()
  }

  moveToAnotherTimezone(timezone: string): void {
    calendarOf(timezone)
    this.timezone = timezone
  }
}

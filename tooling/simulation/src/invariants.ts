import type { Json, Plan } from '@ingestr/contract'

import type { RunReport } from './run-once.ts'
import { Violation } from './violation.ts'
import { type Disk, type StoredRow, targetOf } from './warehouse/disk.ts'
import type { SimulatedTable } from './world/schedule.ts'
import type { World } from './world/world.ts'
import type { Version } from './world/workspace.ts'

/** What the simulation must see in the plans of the source to know what the API can prove. */
type PlanFacts = {
  readonly kind: 'first' | 'changes'
  readonly startedAt: number
  readonly from: number | null
  readonly settled: { readonly upper: number | null } | null
}

/** Holds what is stored to what there is. Each check throws a `Violation`. */
export class Invariants {
  readonly #world: World
  readonly #disk: Disk
  readonly #table: SimulatedTable
  /** Records that the API hid where nothing can prove it, with the version that was hidden. */
  readonly #excused = new Map<string, number>()
  readonly #excusedOnce = new Map<string, number>()
  #moves = 0
  #deletions = 0

  constructor(world: World, disk: Disk, table: SimulatedTable) {
    this.#world = world
    this.#disk = disk
    this.#table = table
  }

  /** What is true at any time: every version before the stored cursor is in the table. */
  checkCursor(): void {
    const { identity } = this.#world
    // What is replaced as a whole has no versions.
    if (this.#table === 'tags') return
    for (const { source, table, checkpoint, isPublished, strategy } of this.#disk.contents.entries.values()) {
      const { cursor } = checkpoint
      if (table !== this.#table || typeof cursor !== 'number' || source !== identity) continue
      // Rows of an unfinished refresh are staged, and it has no cursor yet.
      if (strategy === 'replace' && !isPublished) continue
      this.#requireAll(cursor, 'The cursor is past it')
    }
  }

  /** A pass of a run that failed later may have moved the cursor: what was hidden from it is not to be found any more. */
  excuseLeftOut(): void {
    for (const hidden of this.#world.leftOut(this.#table))
      if (!this.#has(hidden)) this.#excused.set(hidden.id, hidden.toldRevision)
  }

  /** What is true after a run that succeeded. */
  checkSuccess(run: RunReport, isRefresh: boolean): void {
    const { listed, population } = this.#world
    const isIntact = this.#world.leftOut(this.#table).length === 0 && population.workspace.deletions === this.#deletions
    const doubt = run.audits.find(({ unaccounted }) => (unaccounted ?? 0) > 0)
    if (isIntact && doubt !== undefined) throw new Violation(`False doubt: ${JSON.stringify(doubt)}.`)
    this.#judgeLeftOut(run)
    this.#requireNoneDoubled()
    if (this.#table === 'tags') this.#requireExactly(listed)
    else this.#requireAll(run.startedAtMs - this.#lagMs() - 1000, 'It changed before the run began')
    if (isAlarmed(run.audits) && this.#world.leftOut(this.#table).length === 0)
      throw new Violation(`False alarm: ${JSON.stringify(run.audits)}.`)
    this.#world.forgetLeftOut(this.#table)
    this.#requireOneWorkspace()
    if (isRefresh) this.#requireNoneDeleted(run)
    this.checkCursor()
  }

  /** A scroll and a list are read from what is there, searches from an index. */
  #lagMs(): number {
    const { longestLagMs } = this.#world.schedule
    return this.#table === 'contacts' || this.#table === 'conversations' ? longestLagMs : 0
  }

  #requireAll(beforeMs: number, why: string): void {
    for (const version of this.#world.population.workspace.live.values()) {
      if (version.updatedAt * 1000 >= beforeMs || this.#isExcused(version)) continue
      if (!this.#has(version)) throw new Violation(`Lost: ${describe(version, this.#row(version.id))}. ${why}.`)
    }
  }

  #isExcused({ id, toldRevision }: Version): boolean {
    return this.#excused.get(id) === toldRevision || this.#excusedOnce.get(id) === toldRevision
  }

  #row(id: string): StoredRow | undefined {
    return this.#rows().find((row) => row.id === id)
  }

  #has({ id, toldRevision }: Version): boolean {
    return (this.#row(id)?.revision ?? 0) >= toldRevision
  }

  #requireExactly(listed: readonly string[]): void {
    const rows = this.#rows().map(({ json }) => json)
    if (JSON.stringify(rows.toSorted()) !== JSON.stringify(listed.toSorted()))
      throw new Violation(`The list has ${listed.length} records, the table ${rows.length} rows, or others.`)
  }

  #requireOneWorkspace(): void {
    const { workspace } = this.#world.population
    const stranger = this.#rows().find((row) => row.workspace !== workspace.id)
    if (stranger !== undefined) throw new Violation(`${stranger.id} is of another workspace.`)
  }

  #requireNoneDeleted({ plans: [plan] }: RunReport): void {
    const { deletedAtMs } = this.#world.population.workspace
    const startedAt = plan === undefined ? 0 : factsOf(plan).startedAt
    const ghost = this.#rows().find(({ id }) => (deletedAtMs.get(id) ?? Infinity) < startedAt)
    if (ghost !== undefined) throw new Violation(`${ghost.id} was deleted before the refresh began, and is there.`)
  }

  #requireNoneDoubled(): void {
    const seen = new Set<string>()
    for (const { id } of this.#rows()) {
      if (seen.has(id)) throw new Violation(`Doubled: ${id} is there twice or more.`)
      seen.add(id)
    }
  }

  #rows(): readonly StoredRow[] {
    return this.#disk.table(targetOf(this.#table)).rows ?? []
  }

  /** What the API hid must be found or told where counts can prove it. */
  #judgeLeftOut({ audits, plans, events }: RunReport): void {
    const { population } = this.#world
    const leftOut = this.#world.leftOut(this.#table)
    const isTold = isAlarmed(audits)
    const { workspace } = population
    const hasMoved = workspace.moves !== this.#moves && plans.some((plan) => factsOf(plan).kind === 'changes')
    const last = plans.at(-1)
    // What has changed since is read by the next run.
    const cursor = last === undefined ? Infinity : factsOf(last).startedAt - this.#world.schedule.indexLagMs
    this.#excusedOnce.clear()
    const isMasked = hasMoved || workspace.deletions !== this.#deletions
    for (const hidden of leftOut) {
      const version = workspace.live.get(hidden.id)
      if (version === undefined || this.#has(hidden)) continue
      if (hidden.updatedAt * 1000 >= cursor) {
        this.#excusedOnce.set(hidden.id, hidden.toldRevision)
        continue
      }
      const isProvable = !isMasked && plans.every((plan) => this.#canProve(factsOf(plan), hidden))
      if (!isTold && isProvable && !events.has('walks-disagreed'))
        throw new Violation(`Neither read nor told: ${describe(version, this.#row(version.id))}, left out of a page.`)
      this.#excused.set(hidden.id, hidden.toldRevision)
    }
    this.#moves = workspace.moves
    this.#deletions = workspace.deletions
  }

  /** Counts of contacts are of whole days, and prove only where we mean the same days as the API. */
  #canProve({ kind, startedAt, from, settled }: PlanFacts, hidden: Version): boolean {
    const { indexLagMs } = this.#world.schedule
    const table = this.#table
    if (table === 'articles') return true
    if (table === 'contacts' && !this.#world.areDaysAgreed) return false
    const timeOf = (version: Version): number => (kind === 'first' ? version.createdAt : version.updatedAt)
    const { live } = this.#world.population.workspace
    // Whether a count admits the end itself is documented both ways, so a record there may stand for one that is missing.
    if ([...live.values()].some((version) => timeOf(version) === settled?.upper)) return false
    const margin = table === 'contacts' ? 3 * 86_400 : 3
    const at = timeOf(hidden)
    return at < (startedAt - indexLagMs) / 1000 - margin && at > (from ?? -Infinity) + margin
  }
}

function isAlarmed(audits: RunReport['audits']): boolean {
  return audits.some(({ missing }) => (missing ?? 0) > 0)
}

function factsOf({ detail }: Plan): PlanFacts {
  if (isPlanFacts(detail)) return detail
  throw new TypeError('A plan of the source does not say what the simulation must know.')
}

function isPlanFacts(detail: Json): detail is Json & PlanFacts {
  return typeof detail === 'object' && detail !== null && 'startedAt' in detail && 'settled' in detail
}

function describe(version: Version, row: StoredRow | undefined): string {
  const { json, toldRevision } = version
  return `${json} must be there in revision ${toldRevision}, and is ${row === undefined ? 'not' : `in ${row.revision}`}`
}

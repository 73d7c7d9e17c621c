import type { Audit, Json, Outcome, Report, SchemaChange } from '@ingestr/contract'

import { addAudit, addOutcome, noCounts, type RowsPlace, type RunCounts } from './run-counts.ts'

/** Adds up, over the run of one table, outcomes of commits, audits, and events of the source. */
export class RunTally {
  readonly schemaChanges: SchemaChange[] = []
  readonly notes: string[] = []
  /** What a schema contract left out, by column. */
  readonly discarded: Map<string, number> = new Map()
  readonly #table: string
  #counts: RunCounts = noCounts
  /** Of the plan that is read now; those of plans before it are in the counts. */
  #audit: Audit | undefined
  #isUnproven = false
  #remaining: number | null = null
  #staged: number | undefined

  constructor(table: string) {
    this.#table = table
  }

  /** `missing` is a number only where every plan of the run was proven, or where it is known to be more than none. */
  get counts(): RunCounts {
    const counts = this.#audit === undefined ? this.#counts : addAudit(this.#counts, this.#audit)
    const isUnproven = this.#isUnproven || this.#audit?.missing === null
    return isUnproven && counts.missing === 0 ? { ...counts, missing: null } : counts
  }

  /** Records that were left to be read when the source was asked to stop. */
  get remaining(): number | null {
    return this.#remaining
  }

  /** Rows that an unfinished replace holds beside the table; undefined where there is none. */
  get staged(): number | undefined {
    return this.#staged
  }

  /** Rows that the target table holds before anything is committed. */
  found(rows: number): void {
    this.#counts = { ...this.#counts, rows }
  }

  /** The counts as they will be once `outcome` is committed; rows that are staged are in no table yet. */
  with(outcome: Outcome, place: RowsPlace): RunCounts {
    return addOutcome(this.counts, outcome, place)
  }

  committed(outcome: Outcome, place: RowsPlace): void {
    this.#counts = addOutcome(this.#counts, outcome, place)
    this.#staged = place === 'staged' ? outcome.rows : undefined
    this.schemaChanges.push(...outcome.schemaChanges)
    for (const [column, count] of outcome.discarded ?? []) {
      this.discarded.set(column, count + (this.discarded.get(column) ?? 0))
    }
  }

  /** Takes the place of what was said of the same plan before. */
  audited(audit: Audit): void {
    this.#audit = audit
  }

  /** What is audited from now on is of another plan. */
  planEnded(): void {
    this.#isUnproven ||= this.#audit?.missing === null || this.#audit === undefined
    if (this.#audit !== undefined) this.#counts = addAudit(this.#counts, this.#audit)
    this.#audit = undefined
  }

  note(...notes: readonly string[]): void {
    for (const note of notes) if (!this.notes.includes(note)) this.notes.push(note)
  }

  /** Counts events on their way to `report`, and says which table they are of. */
  listen(report: Report | undefined): Report {
    return (event) => {
      this.#count(event.type, event['count'])
      if (event.type === 'read-stopped') this.#remaining = numberOf(event['remaining'])
      if (event.type === 'walks-disagreed') this.note(describeDisagreement(this.#table, event['walks']))
      report?.({ table: this.#table, ...event })
    }
  }

  #count(type: string, count: Json | undefined): void {
    const counts = this.#counts
    if (type === 'request-finished') this.#counts = { ...counts, requests: counts.requests + 1 }
    if (type === 'request-retried') this.#counts = { ...counts, retries: counts.retries + 1 }
    if (type === 'records-counted' && typeof count === 'number') this.#counts = { ...counts, apiCount: count }
  }
}

function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' ? value : null
}

function describeDisagreement(table: string, walks: Json | undefined): string {
  return `The ${table} changed during each of ${JSON.stringify(walks)} walks through the list, so that no two agreed. All that was seen is stored; the next run brings what changed meanwhile.`
}

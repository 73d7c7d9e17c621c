import type { Json, Outcome, Report, SchemaChange } from '@ingestr/contract'

/** What a run did to one table. `apiCount` is what the API said at the start of the read; null where it says nothing. */
export interface RunCounts {
  readonly requests: number
  readonly retries: number
  readonly received: number
  readonly kept: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  /** Rows in the target table after the run. */
  readonly rows: number
  readonly apiCount: number | null
}

/** How a run of one table ended. `stopped`: the user asked for it; what was read is committed, the next run goes on. */
export interface SyncResult {
  readonly runId: string
  /** Identity of the source: `intercom:us:<workspace>`. */
  readonly source: string
  readonly table: string
  /** Canonical name of the target table: `intercom.contacts`. */
  readonly target: string
  readonly status: 'succeeded' | 'stopped'
  readonly counts: RunCounts
  readonly schemaChanges: readonly SchemaChange[]
  readonly notes: readonly string[]
  readonly durationMs: number
}

/** Adds up outcomes of commits and events of the source over a whole run. */
export class RunTally {
  readonly schemaChanges: SchemaChange[] = []
  readonly notes: string[] = []
  #counts: RunCounts = {
    requests: 0,
    retries: 0,
    received: 0,
    kept: 0,
    inserted: 0,
    updated: 0,
    unchanged: 0,
    rows: 0,
    apiCount: null,
  }

  get counts(): RunCounts {
    return this.#counts
  }

  /** The counts as they will be once `outcome` is committed. */
  with(outcome: Outcome): RunCounts {
    const counts = this.#counts
    return {
      ...counts,
      received: counts.received + outcome.received,
      kept: counts.kept + outcome.kept,
      inserted: counts.inserted + outcome.inserted,
      updated: counts.updated + outcome.updated,
      unchanged: counts.unchanged + outcome.unchanged,
      rows: outcome.rows,
    }
  }

  committed(outcome: Outcome): void {
    this.#counts = this.with(outcome)
    this.schemaChanges.push(...outcome.schemaChanges)
  }

  /** Counts the events of the source on their way to `report`. */
  listen(report: Report | undefined): Report {
    return (event) => {
      this.#count(event.type, event['count'])
      if (event.type === 'walks-disagreed') this.notes.push(describeDisagreement(event['walks']))
      if (event.type === 'records-missing') this.notes.push(describeMissing(event['read'], event['count']))
      report?.(event)
    }
  }

  #count(type: string, count: Json | undefined): void {
    const counts = this.#counts
    if (type === 'request-finished') this.#counts = { ...counts, requests: counts.requests + 1 }
    if (type === 'request-retried') this.#counts = { ...counts, retries: counts.retries + 1 }
    if (type === 'records-counted' && typeof count === 'number') this.#counts = { ...counts, apiCount: count }
  }
}

function describeMissing(read: Json | undefined, count: Json | undefined): string {
  return `The source counts ${JSON.stringify(count)} records, but ${JSON.stringify(read)} came, twice. The next runs bring those that show up later; --full-refresh reads all again.`
}

function describeDisagreement(walks: Json | undefined): string {
  return `The records changed during each of ${JSON.stringify(walks)} walks through the list, so that no two agreed. All that was seen is stored; the next run brings what changed meanwhile.`
}

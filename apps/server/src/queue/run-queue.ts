import type { RunStatus } from '../runs/run-status.ts'
import type { RunCause, RunRow } from '../store/tables.ts'

/** A run that is to be made. */
export interface NewRun {
  readonly syncId: string
  readonly cause: RunCause
  /** Only one run at a time has a destination. */
  readonly destination: string
  /** 1, and one more for each retry. */
  readonly attempt: number
  /** The run that this one repeats or goes on from. */
  readonly follows?: string | undefined
  readonly interval?: { readonly from: string; readonly to: string } | undefined
  readonly fullRefresh?: boolean | undefined
  /** Not to be claimed before, in milliseconds since the epoch; default: now. */
  readonly notBefore?: number | undefined
}

/** How a run ended. */
export interface RunEnd {
  readonly status: Extract<RunStatus, 'succeeded' | 'failed' | 'cancelled'>
  readonly error?: { readonly code: string; readonly message: string } | undefined
}

/** When a sync is due, and what comes of a slot that is. */
export interface Slot {
  readonly syncId: string
  readonly slotAt: number
  readonly nextAt: number | null
  readonly overlap: 'skip' | 'queue'
  readonly destination: string
}

/**
 * Where runs wait, and who has them: all that several machines would need from each other. The one on SQLite is for one
 * machine. Every method is one transaction; those that write for a worker do nothing, and say so, once it has lost its place.
 */
export interface RunQueue {
  enqueue(run: NewRun): Promise<RunRow>
  /** The next run that may begin, now this worker's; undefined where there is none. */
  claim(): Promise<RunRow | undefined>
  /** Undefined: the run is not this worker's any more, and must end. */
  heartbeat(runId: string): Promise<{ readonly wantsCancel: boolean } | undefined>
  /** False: the run is not this worker's any more. */
  complete(runId: string, end: RunEnd): Promise<boolean>
  /** The same for a run that failed, and what is to be tried next; both or neither. */
  fail(runId: string, error: NonNullable<RunEnd['error']>, next: NewRun | undefined): Promise<boolean>
  /**
   * Makes the run of a slot, once, however often it is asked; a run that would overlap is recorded as skipped, and so is one
   * while another waits: that brings what both would.
   */
  schedule(slot: Slot): Promise<RunRow | undefined>
  /** A run that waits ends at once; one that is made is asked to end. */
  cancel(runId: string): Promise<RunRow | undefined>
  /** Runs of workers that are gone become `interrupted`, each with a run that goes on from there. */
  recover(): Promise<readonly RunRow[]>
}

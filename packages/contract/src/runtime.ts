/** A JSON value as JavaScript holds it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** The last parameter of every method that waits; an abort rejects with `signal.reason` itself, unwrapped. */
export type CallOptions = { readonly signal?: AbortSignal | undefined }

/** The time, as a simulation may pass it in. `now` is in milliseconds since the epoch. */
export type Clock = { now(): number; sleep(delayMs: number, options?: CallOptions): Promise<void> }

/** What a package would otherwise take from its surroundings. `random` is in [0, 1), directories are absolute; `report` is for what no call has one for. */
export type Runtime = Directories & { readonly clock: Clock; readonly random: () => number; readonly report?: Report }
type Directories = { readonly [directory in 'workingDirectory' | 'temporaryDirectory']: string }

/**
 * A sink for progress. Never awaited, never throws. Each event has a `type` (noun then verb: `request-retried`) and JSON
 * fields; unknown types are to be ignored.
 */
export type Report = (event: { readonly type: string; readonly [key: string]: Json }) => void

/** The revision of this contract that something goes by. */
export type Versioned = { readonly specificationVersion: 'v1' }

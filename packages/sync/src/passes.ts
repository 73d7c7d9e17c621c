import {
  type Checkpoint,
  IngestError,
  type Interval,
  type Plan,
  type ReadRequest,
  type TableDefinition,
} from '@ingestr/contract'

import { defaultCommitPolicy, type CommitPolicy } from './commit-policy.ts'
import { type PassOptions, type PassResult, runPass } from './pass.ts'
import { eitherSignal } from './either-signal.ts'
import { createIdentifier } from './run-identifier.ts'
import type { StartingPoint } from './target-state.ts'

/** What all passes of a run share. */
export type PassesOptions = Pick<
  PassOptions,
  | 'source'
  | 'destination'
  | 'state'
  | 'clock'
  | 'key'
  | 'target'
  | 'run'
  | 'tally'
  | 'report'
  | 'stop'
  | 'signal'
  | 'hasState'
> & { readonly random: () => number; readonly commitPolicy?: CommitPolicy | undefined }

/** Goes on from the starting point; where the plan took more than one run, another pass follows over what changed meanwhile. */
export async function runPasses(
  options: PassesOptions,
  definition: TableDefinition,
  start: StartingPoint,
): Promise<PassResult['status']> {
  let from: StartingPoint = start
  for (;;) {
    const plan = await makePlan(options, { table: definition.name, ...(from.after && { after: from.after }) }, from)
    const pass = await runUnlessLost(options, plan, from)
    if (pass === 'lost') {
      options.tally.notes.push('What the unfinished full refresh had staged is gone: it begins anew.')
      from = { ...from, after: undefined, unpublished: undefined }
      continue
    }
    if (pass.status === 'stopped' || !plan.isResumed) return pass.status
    if (options.stop?.aborted === true) return 'stopped'
    from = nextPass(from, definition, pass)
  }
}

/** Reads exactly the interval; the stored checkpoint stays, unless the rows that it is about are gone. */
export async function runInterval(
  options: PassesOptions,
  definition: TableDefinition,
  start: StartingPoint,
  interval: Interval,
): Promise<PassResult['status']> {
  const from: StartingPoint = { ...start, after: undefined, unpublished: undefined, strategy: 'merge' }
  const plan = await makePlan(options, { table: definition.name, interval }, from)
  const pass = await pursue(options, plan, from, start.isVoid ? 'void' : 'leave')
  return pass.status
}

async function makePlan(options: PassesOptions, request: ReadRequest, from: StartingPoint): Promise<Plan> {
  const { source, destination, key, tally, report } = options
  const plan = await source.plan(request, { signal: eitherSignal(options), report })
  tally.notes.push(...plan.notes.filter((note) => !tally.notes.includes(note)))
  const { location } = destination
  report({ type: 'run-planned', ...key, location, summary: summarise(plan, from), notes: [...tally.notes] })
  return plan
}

/** The source does not know that what it reads is to take the place of a table. */
function summarise(plan: Plan, from: StartingPoint): string {
  if (from.strategy !== 'replace' || plan.tables[0].strategy === 'replace') return plan.summary
  return plan.isResumed
    ? 'full refresh, going on with the one that an earlier run began'
    : 'full refresh: everything is read, and takes the place of what is there at the end'
}

async function runUnlessLost(options: PassesOptions, plan: Plan, from: StartingPoint): Promise<PassResult | 'lost'> {
  try {
    return await pursue(options, plan, from, 'store')
  } catch (error) {
    if (IngestError.isInstance(error) && error.code === 'STAGE_LOST' && plan.isResumed) return 'lost'
    throw error
  }
}

function pursue(
  options: PassesOptions,
  plan: Plan,
  { strategy, revision, unpublished }: StartingPoint,
  checkpoints: PassOptions['checkpoints'],
): Promise<PassResult> {
  const { clock, random, commitPolicy = defaultCommitPolicy } = options
  // What an earlier run staged belongs to its plan: where the source begins anew, so does the generation.
  const begun = plan.isResumed ? unpublished : undefined
  const generation = begun?.generation ?? createIdentifier(clock.now(), random)
  const stagedRows = begun?.stagedRows ?? 0
  return runPass({ ...options, commitPolicy, plan, strategy, generation, stagedRows, revision, checkpoints })
}

function nextPass(from: StartingPoint, { strategy }: TableDefinition, pass: PassResult): StartingPoint {
  const after: Checkpoint | undefined = pass.checkpoint
  return { ...from, after, strategy, unpublished: undefined, revision: pass.revision }
}

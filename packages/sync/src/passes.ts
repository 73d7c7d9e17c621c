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
export type PassesOptions = Omit<
  PassOptions,
  'commitPolicy' | 'plan' | 'strategy' | 'generation' | 'revision' | 'checkpoints' | 'stagedRows'
> & {
  readonly random: () => number
  readonly commitPolicy?: CommitPolicy | undefined
  /** Whether the user asked for a full refresh; one that was cut short is gone on with unasked. */
  readonly isFullRefresh?: boolean | undefined
  /** Whether a first load is staged, though the table is not one that is replaced. */
  readonly isStagedFirst: boolean
}

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
      options.tally.note('What the unfinished full refresh had staged is gone: it begins anew.')
      from = { ...from, after: undefined, unpublished: undefined }
      continue
    }
    if (pass.status === 'stopped' || !plan.isResumed) return pass.status
    if (options.stop?.aborted === true) return 'stopped'
    options.tally.planEnded()
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
  const from: StartingPoint = { ...start, after: undefined, unpublished: undefined, strategy: definition.strategy }
  const plan = await makePlan(options, { table: definition.name, interval }, from)
  const pass = await pursue(options, plan, from, start.isVoid ? 'void' : 'leave')
  return pass.status
}

async function makePlan(options: PassesOptions, request: ReadRequest, from: StartingPoint): Promise<Plan> {
  const { source, destination, key, tally, report, isFullRefresh, isStagedFirst } = options
  const plan = await source.plan(request, { signal: eitherSignal(options), report })
  tally.note(...plan.notes)
  const { location } = destination
  const summary = isStagedFirst && isFullRefresh !== true ? plan.summary : summarise(plan, from)
  report({ type: 'run-planned', ...key, location, summary, notes: [...tally.notes] })
  return plan
}

/** What a plan does, in one line. The source does not know that what it reads is to take the place of a table. */
export function summarise(plan: Plan, from: StartingPoint): string {
  if (from.strategy !== 'replace' || plan.tables[0].versionColumn === undefined) return plan.summary
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

/** What changed while a plan was read is merged into what it brought, also where that took the place of what was there. */
function nextPass(from: StartingPoint, { strategy }: TableDefinition, pass: PassResult): StartingPoint {
  const after: Checkpoint | undefined = pass.checkpoint
  const onwards = strategy === 'replace' ? 'merge' : strategy
  return { ...from, after, strategy: onwards, unpublished: undefined, revision: pass.revision }
}

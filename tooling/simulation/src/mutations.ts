import type { SimulatedTable } from './world/schedule.ts'

/** A bug to plant: in `packages/<file>`, the text `find`, which is there once, becomes `replace`. */
export interface Mutation {
  readonly name: string
  readonly file: string
  readonly find: string
  readonly replace: string
  /** The table whose test, `test/<table>.test.ts` or `test/lists.test.ts`, catches it. */
  readonly caughtBy: SimulatedTable
}

const source = 'source-intercom/src'
const search = `${source}/search`
const sync = 'sync/src'

/** Each of them loses records or keeps what should be gone; the simulation must see that, not how the code goes about it. */
export const mutations: readonly Mutation[] = [
  {
    name: 'the cursor is taken from the run that finishes a plan, not from the plan',
    file: `${source}/make-plan.ts`,
    find: 'unfinished?.startedAt ?? circumstances.startedAt',
    replace: 'circumstances.startedAt',
    caughtBy: 'conversations',
  },
  {
    name: 'the index lag is not subtracted from the cursor',
    file: `${source}/make-plan.ts`,
    find: 'nextCursor: startedAt - indexLagMs,',
    replace: 'nextCursor: startedAt,',
    caughtBy: 'contacts',
  },
  {
    name: 'a clock of ours that runs ahead is believed',
    file: `${source}/intercom-source.ts`,
    find: 'Math.min(client.serverClockOffsetMs ?? 0, 0)',
    replace: '0',
    caughtBy: 'contacts',
  },
  {
    name: 'the cursor is the highest updated_at of parallel windows',
    file: `${search}/read-search.ts`,
    find: 'const { page, isLull = false } = walked\n',
    replace: `const { page, isLull = false } = walked
      const seen = (page?.envelope.records ?? []).map(({ updatedAt }) => (updatedAt ?? 0) * 1000)
      Object.assign(detail, { highest: Math.max((detail as any).highest ?? 0, ...seen) })
      Object.assign(detail, { nextCursor: (detail as any).highest })\n`,
    caughtBy: 'contacts',
  },
  {
    name: 'a last_value that all windows move, and that leaves out what is older',
    file: `${search}/search-walks.ts`,
    find: 'queue.push({ ...(page && { page }), partition',
    replace: `const seen = (page?.envelope.records ?? []).map(({ updatedAt }) => updatedAt ?? 0)
    const lastValue = (this.#options as any).lastValue ?? 0
    const isOlder = seen.length > 0 && Math.max(...seen) < lastValue
    Object.assign(this.#options, { lastValue: Math.max(lastValue, ...seen) })
    queue.push({ ...(page && !isOlder && { page }), partition`,
    caughtBy: 'contacts',
  },
  {
    name: 'the first second of a range is not in it',
    file: `${search}/search-query.ts`,
    find: "operator: '>', value: second - 1 }",
    replace: "operator: '>', value: second }",
    caughtBy: 'conversations',
  },
  {
    name: 'the last day of a range is not in it',
    file: `${search}/search-query.ts`,
    find: "return either(field, '<', second - 1)",
    replace: "return { field, operator: '<', value: second }",
    caughtBy: 'contacts',
  },
  {
    name: 'the day of the cursor is not in the changes since',
    file: `${search}/search-query.ts`,
    find: "return either(field, '>', second)",
    replace: "return { field, operator: '>', value: second }",
    caughtBy: 'contacts',
  },
  {
    name: 'ties in the second where two walks meet are skipped',
    file: `${search}/partition-walk.ts`,
    find: "return this.#partition.order === 'ascending' ? at > meeting : at < meeting",
    replace: "return this.#partition.order === 'ascending' ? at >= meeting : at <= meeting",
    caughtBy: 'contacts',
  },
  {
    name: 'a descending walk stops though the order is broken',
    file: `${search}/partition-walk.ts`,
    find: 'if (position === null || isDisordered) return false\n    if (this.#isBeyondTwin',
    replace: 'if (position === null) return false\n    if (this.#isBeyondTwin',
    caughtBy: 'contacts',
  },
  {
    name: 'one of the parts that are cut off is given to nobody',
    file: `${search}/search-walks.ts`,
    find: 'for (const range of ranges) {',
    replace: 'for (const range of ranges.slice(1)) {',
    caughtBy: 'conversations',
  },
  {
    name: 'a refused cursor is taken for the end',
    file: `${search}/search-walks.ts`,
    find: 'if (hasRestarted || !isRefusedCursor(step.error)) throw finalError(step.error)',
    replace: 'if (isRefusedCursor(step.error)) break\n        throw finalError(step.error)',
    caughtBy: 'contacts',
  },
  {
    name: 'a plan is gone on with in its first part only',
    file: `${source}/make-plan.ts`,
    find: 'return isSame ? begun : begun.map(restartPartition)',
    replace: 'return begun.slice(0, 1)',
    caughtBy: 'conversations',
  },
  {
    name: 'the checkpoint tells of pages that were not handed on',
    file: `${search}/search-run.ts`,
    find: 'partitions: this.ledger.handedOn,',
    replace: 'partitions: this.ledger.walked,',
    caughtBy: 'contacts',
  },
  {
    name: 'a shortfall is ignored',
    file: `${search}/search-audit.ts`,
    find: 'Math.max(0, counted - sumRows(partitions).settled)',
    replace: '0',
    caughtBy: 'contacts',
  },
  {
    name: 'the prefix of the articles is read once',
    file: `${source}/read-numbered.ts`,
    find: 'if (isAgreed || count === maxWalks) {',
    replace: 'if (count === 1) {',
    caughtBy: 'articles',
  },
  {
    name: 'a scroll that begins again is taken for the end',
    file: `${source}/read-scroll.ts`,
    find: 'this.#take(page)\n',
    replace: 'if (page.attempt > 1) break\n      this.#take(page)\n',
    caughtBy: 'companies',
  },
  {
    name: 'the checkpoint of another workspace is gone on with',
    file: `${source}/workspace.ts`,
    find: 'toLowerCase()}:${me.workspaceId}`',
    replace: 'toLowerCase()}:workspace`',
    caughtBy: 'contacts',
  },
  {
    name: 'the checkpoint is written in another transaction than the rows',
    file: `${sync}/load-session.ts`,
    find: 'this.#committed(await this.#load.commit({ signal: this.#options.signal, record }), this.#place)',
    replace: `const none = { received: 0, kept: 0, inserted: 0, updated: 0, unchanged: 0, rows: 0, schemaChanges: [] }
    await this.#options.destination.sql.apply(record(none))
    this.#committed(await this.#load.commit({ signal: this.#options.signal }), this.#place)`,
    caughtBy: 'conversations',
  },
  {
    name: 'a run that was stopped counts as finished',
    file: `${sync}/pass.ts`,
    find: 'if (session !== undefined && last?.isLast === true) {',
    replace: 'if (session !== undefined && last !== undefined) {',
    caughtBy: 'contacts',
  },
  {
    name: 'no pass follows a plan that took several runs',
    file: `${sync}/passes.ts`,
    find: "if (pass.status === 'stopped' || !plan.isResumed) return pass.status",
    replace: 'return pass.status',
    caughtBy: 'conversations',
  },
  {
    name: 'a commit tells of the page that comes after it',
    file: `${sync}/pass.ts`,
    find: 'if (last.page !== undefined) {\n        await session.write(last.page)',
    replace: `if (last.page !== undefined) {
        if (schedule.isDue()) await session.commit(last.checkpoint)
        await session.write(last.page)`,
    caughtBy: 'contacts',
  },
  {
    name: 'what an earlier run staged is swapped in with the rest',
    file: `${sync}/passes.ts`,
    find: 'const generation = begun?.generation ?? createIdentifier(clock.now(), random)',
    replace: "const generation = 'generation'",
    caughtBy: 'contacts',
  },
  {
    name: 'a run that goes on adds rows instead of merging them',
    file: `${sync}/passes.ts`,
    find: 'return runPass({ ...options, commitPolicy, plan, strategy, generation,',
    replace: `const added = plan.isResumed ? ('append' as const) : strategy
  return runPass({ ...options, commitPolicy, plan, strategy: added, generation,`,
    caughtBy: 'contacts',
  },
  {
    name: 'records of a full refresh that come twice are not merged',
    file: `${sync}/load-session.ts`,
    find: 'tables: plan.tables.map((definition, index) => ({',
    replace: `tables: plan.tables.map((merged) => {
        const { versionColumn: _, ...plain } = merged
        return options.strategy === 'replace' ? plain : merged
      }).map((definition, index) => ({`,
    caughtBy: 'contacts',
  },
  {
    name: 'a list is added to what is there instead of taking its place',
    file: `${sync}/load-session.ts`,
    find: 'strategy: options.strategy,',
    replace: "strategy: plan.tables[0].strategy === 'replace' ? 'append' : options.strategy,",
    caughtBy: 'tags',
  },
  {
    name: 'the cursor of one table is stored for all tables of a run',
    file: `${sync}/load-session.ts`,
    find: 'const stored = checkpoints',
    replace: `const everywhere = this.#options.log as { cursor?: Checkpoint[string] }
    everywhere.cursor ??= checkpoint['cursor']
    if (checkpoint['cursor'] !== undefined && everywhere.cursor !== undefined) {
      checkpoint = { ...checkpoint, cursor: everywhere.cursor }
    }
    const stored = checkpoints`,
    caughtBy: 'contacts',
  },
]

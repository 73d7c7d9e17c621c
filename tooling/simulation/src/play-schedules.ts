import { simulate, type Simulation } from './simulate.ts'
import { type SimulatedTable, tableOf } from './world/schedule.ts'

/** How many schedules the test of each table plays: 10,000 together. */
const schedulesOf: Readonly<Record<SimulatedTable, number>> = {
  contacts: 4000,
  conversations: 3000,
  articles: 1000,
  companies: 1000,
  tags: 1000,
}

/** Seeds that broke a promise, among how many. */
export interface PlayedSchedules {
  readonly played: number
  readonly broken: ReadonlyArray<Pick<Simulation, 'seed' | 'violation'>>
}

/** Plays the seeds of a table's test: all, or up to the first whose violation is one to `stopAt`. */
export async function playSchedules(
  table: SimulatedTable,
  stopAt?: (violation: string) => boolean,
): Promise<PlayedSchedules> {
  const broken: PlayedSchedules['broken'][number][] = []
  let played = 0
  for (let seed = 1; played < schedulesOf[table]; seed += 1) {
    if (tableOf(seed) !== table) continue
    played += 1
    const { violation } = await simulate(seed)
    if (violation === undefined) continue
    if (stopAt === undefined) broken.push({ seed, violation })
    else if (stopAt(violation)) return { played, broken: [{ seed, violation }] }
  }
  return { played, broken }
}

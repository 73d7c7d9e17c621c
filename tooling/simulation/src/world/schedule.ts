import type { CommitPolicy } from '@ingestr/sync'

import { createDice, type Dice } from './dice.ts'

/** The table that a schedule is about; one of them for each way of reading. */
export type SimulatedTable = 'contacts' | 'conversations' | 'articles' | 'companies' | 'tags'

/** Something that goes wrong once in a run: at the `at`th occasion for it. */
export type Fault = { readonly kind: FaultKind; readonly at: number }
type FaultKind =
  | 'crash'
  | 'stop'
  | 'abort'
  | 'request-fails'
  | 'cursor-refused'
  | 'record-left-out'
  | 'commit-fails'
  | 'scroll-restarts'

/** How contact searches read a date: as days of the workspace's timezone or of UTC, or as the second. */
type DateReading = 'workspace-days' | 'utc-days' | 'seconds'

/** What a seed stands for, besides the choices on the way. */
export interface Schedule {
  readonly seed: number
  readonly table: SimulatedTable
  /** What each run copies beside it, of the same records. */
  readonly companions: readonly SimulatedTable[]
  readonly timezone: string
  /** Whether `GET /me` tells the timezone. */
  readonly isTimezoneKnown: boolean
  readonly dateReading: DateReading
  /** Whether `>` and `<` of conversation searches admit the bound itself. */
  readonly isInclusive: boolean
  /** Order of records of one second in a descending search. */
  readonly tiesDescending: 'ascending' | 'descending'
  /** Whether changes come in an order that is not that of `updated_at`. */
  readonly isDisordered: boolean
  /** Whether so many records are in one day that it is worth a search for a key to divide it by. */
  readonly isCrowded: boolean
  /** Fields that the API refuses to search by. */
  readonly refusedFields: readonly string[]
  readonly pageSize: number
  /** What the source is told, and the longest that a change really takes to show. */
  readonly indexLagMs: number
  readonly longestLagMs: number
  /** How far our clock is ahead of the server's. */
  readonly skewMs: number
  readonly mostSpareRequests: number
  readonly longestLatencyMs: number
  /** How likely a change is at each request. */
  readonly changeRate: number
  readonly commitPolicy: CommitPolicy
  /** How long each commit takes; undefined: some take up to two seconds. */
  readonly commitMs?: number
  readonly startMs: number
}

const minute = 60_000

/** Of ten seeds, four are about contacts, three about conversations, one about each other table. */
export function tableOf(seed: number): SimulatedTable {
  const rest = seed % 10
  if (rest < 4) return 'contacts'
  if (rest < 7) return 'conversations'
  if (rest === 7) return 'articles'
  return rest === 8 ? 'companies' : 'tags'
}

export function createSchedule(seed: number): Schedule {
  const dice = createDice(seed, 0)
  const table = tableOf(seed)
  const indexLagMs = dice.pick([15 * minute, 2 * minute, 90 * minute])
  const isCrowded = table === 'contacts' && dice.chance(0.02)
  const isDisordered = !isCrowded && table === 'contacts' && dice.chance(0.06)
  return {
    seed,
    table,
    companions: isCrowded || isDisordered ? [] : chooseCompanions(createDice(seed, 5), table),
    timezone: dice.pick(['UTC', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Auckland', 'Europe/Dublin']),
    isTimezoneKnown: dice.chance(0.85),
    dateReading: dice.pick(['workspace-days', 'workspace-days', 'utc-days', 'seconds']),
    isInclusive: dice.chance(0.5),
    tiesDescending: dice.pick(['descending', 'ascending']),
    isDisordered,
    isCrowded,
    refusedFields: ['id', 'email', 'external_id', 'role'].filter((field) =>
      dice.chance(isCrowded && field === 'id' ? 0.7 : 0.25),
    ),
    pageSize: isCrowded ? 7 : dice.between(3, 7),
    indexLagMs,
    longestLagMs: dice.chance(0.3) ? 0 : indexLagMs - 1000,
    skewMs: dice.pick([0, 0, dice.between(-100, 100) * minute, dice.between(-5000, 5000)]),
    mostSpareRequests: isCrowded ? 6 : isDisordered ? 0 : dice.pick([0, 1, 3, 6]),
    longestLatencyMs: dice.pick([10, 500, 4000]),
    changeRate: isDisordered ? 0 : dice.pick([0, 0.1, 0.3, 0.8]),
    commitPolicy: dice.pick([
      { maxBytes: 1, maxIntervalMs: 0 },
      { maxBytes: 3000, maxIntervalMs: 100_000 },
      { maxBytes: 64 * 1024 * 1024, maxIntervalMs: 2000 },
    ]),
    startMs: startOf(dice),
  }
}

/** One schedule in eight is of several tables. Contacts have ids of their own kind, so they accompany nobody. */
function chooseCompanions(dice: Dice, table: SimulatedTable): readonly SimulatedTable[] {
  if (!dice.chance(0.125)) return []
  const others = (['conversations', 'articles', 'companies', 'tags'] as const).filter((each) => each !== table)
  const isChosen = others.map(() => dice.chance(0.5))
  const chosen = others.filter((_, index) => isChosen[index])
  return chosen.length === 0 ? [others[0] ?? 'tags'] : chosen
}

/** Times with and without a change of the clocks among the days before and after. */
function startOf(dice: Dice): number {
  const day = dice.pick([Date.UTC(2026, 2, 10), Date.UTC(2026, 3, 8), Date.UTC(2026, 5, 20), Date.UTC(2026, 10, 3)])
  return day + dice.between(0, 2 * 86_400) * 1000 + dice.between(0, 999)
}

/** What goes wrong in one run; most runs have one fault. */
export function createFaults(dice: Dice, table: SimulatedTable): readonly Fault[] {
  const faults = [createFault(dice, table)]
  if (dice.chance(0.2)) faults.push(createFault(dice, table))
  return faults
}

function createFault(dice: Dice, table: SimulatedTable): Fault {
  const kinds: readonly [FaultKind, ...FaultKind[]] = [
    'crash',
    'crash',
    'crash',
    'stop',
    'abort',
    'request-fails',
    'commit-fails',
  ]
  const own: Record<SimulatedTable, readonly FaultKind[]> = {
    contacts: ['cursor-refused', 'record-left-out'],
    conversations: ['cursor-refused', 'record-left-out'],
    articles: ['record-left-out'],
    companies: ['scroll-restarts'],
    tags: [],
  }
  const kind = dice.pick([...kinds, ...own[table]] as [FaultKind, ...FaultKind[]])
  const reach =
    kind === 'crash' || kind === 'stop' || kind === 'abort' ? dice.pick([8, 30, 100]) : dice.pick([2, 6, 20])
  return { kind, at: dice.between(1, reach) }
}

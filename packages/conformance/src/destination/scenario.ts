import type {
  CommitOptions,
  Destination,
  Json,
  LoadRequest,
  Outcome,
  Page,
  Position,
  TableName,
} from '@ingestr/contract'
import { createPage } from '@ingestr/records'

import type { DestinationPlace } from './place.ts'
import { people, peopleTarget } from './tables.ts'

/** A page as a server would send it. */
export function page(...records: readonly Json[]): Page {
  return rawPage(JSON.stringify({ type: 'list', data: records }))
}

/** A page of bytes that no serialiser writes. */
export function rawPage(body: string): Page {
  return createPage(new TextEncoder().encode(body))
}

/** What a load of `people` asks for; a destination that appends is asked to append. */
export function request(destination: Destination, change: Partial<LoadRequest> = {}): LoadRequest {
  const { strategies } = destination.capabilities
  const strategy = strategies.find((each) => each !== 'replace') ?? 'replace'
  return {
    tables: [{ definition: people, target: peopleTarget }],
    strategy,
    generation: 'first',
    run: { id: 'run-1', startedAt: Date.UTC(2026, 10, 23) },
    ...change,
  }
}

/** Opens the place, does something there, and disposes of what it opened. */
export async function inDestination<Result>(
  place: DestinationPlace,
  work: (destination: Destination) => Promise<Result>,
): Promise<Result> {
  await using destination = await place.open()
  return await work(destination)
}

/** What one load writes: pages, and how it ends. */
export interface LoadScript extends Partial<LoadRequest> {
  readonly pages?: readonly Page[]
  readonly end?: 'publish' | 'commit' | 'dispose'
  readonly options?: CommitOptions
}

/**
 * One load in a destination opened anew, and disposed of afterwards. A destination without SQL is given the position of the
 * table as it is, unless the script names one.
 */
export async function load(place: DestinationPlace, script: LoadScript = {}): Promise<Outcome | undefined> {
  return await inDestination(place, (destination) => loadInto(destination, script))
}

async function loadInto(destination: Destination, script: LoadScript): Promise<Outcome | undefined> {
  const { pages = [], end = 'publish', options, ...change } = script
  const asked = request(destination, change)
  const position = 'position' in change ? change.position : await positionOf(destination, asked)
  await using opened = await destination.openLoad({ ...asked, position })
  for (const each of pages) await opened.write(each)
  return end === 'dispose' ? undefined : await opened[end](options)
}

/** Where the rows of the targets end now; of a stage, nothing is known. */
async function positionOf(destination: Destination, { tables, strategy }: LoadRequest): Promise<Position> {
  const entries: Array<readonly [string, Json]> = []
  if (strategy === 'replace') return {}
  for (const { target } of tables) {
    const position = await whereRowsEnd(destination, target)
    if (position !== undefined) entries.push([destination.canonicalName(target), position])
  }
  return Object.fromEntries(entries)
}

async function whereRowsEnd(destination: Destination, target: TableName): Promise<Json | undefined> {
  return (await destination.describe(target))?.position
}

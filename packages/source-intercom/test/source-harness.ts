import { tmpdir } from 'node:os'

import type { Batch, Checkpoint, ReadOptions, ReadRequest, Source } from '@ingestr/contract'
import { createIntercomClient } from '@ingestr/intercom-client'
import { createManualClock, createSeededRandom, type ManualClock } from '@ingestr-tooling/testing'

import { createIntercomSource } from '../src/index.ts'

/** What a test may choose; the rest is as a user has it, on a simulated clock. */
export interface HarnessOptions {
  readonly clock?: ManualClock
  readonly perPage?: number
  readonly maxConcurrency?: number
  /** What the client is to tell of itself. Default: what the manual clock shows, which is no latency. */
  readonly sustainedRequests?: number
}

/** A source that talks to a server on loopback. */
export function openSource(baseUrl: string, token: string, options: HarnessOptions = {}): Source {
  const { clock = createManualClock(), sustainedRequests, ...limits } = options
  const random = createSeededRandom(5)
  const client = createIntercomClient({ accessToken: token, baseUrl, clock, random, rateLimitReserve: 0, ...limits })
  if (sustainedRequests !== undefined) Object.defineProperty(client, 'sustainedRequests', { value: sustainedRequests })
  return createIntercomSource({ client, clock, region: 'us', tokenDigest: 'digest', temporaryDirectory: tmpdir() })
}

/** Ids and checkpoint of a whole read. */
export interface ReadSummary {
  readonly ids: readonly string[]
  /** The highest `updated_at` of each record that came, in milliseconds. */
  readonly versions: ReadonlyMap<string, number>
  readonly batches: readonly Batch[]
  readonly checkpoint: Checkpoint
}

/** Plans and reads to the end, or to a stop. */
export async function readAll(source: Source, request: ReadRequest, options: ReadOptions = {}): Promise<ReadSummary> {
  const plan = await source.plan(request)
  const batches: Batch[] = []
  const ids: string[] = []
  const versions = new Map<string, number>()
  for await (const batch of source.read(plan, options)) {
    batches.push(batch)
    for (const row of batch.page?.rows(plan.tables[0]) ?? []) {
      const id = String(row['id'])
      const at = row['updated_at']
      ids.push(id)
      if (at instanceof Date) versions.set(id, Math.max(versions.get(id) ?? 0, at.getTime()))
    }
  }
  return { ids, versions, batches, checkpoint: batches.at(-1)?.checkpoint ?? {} }
}

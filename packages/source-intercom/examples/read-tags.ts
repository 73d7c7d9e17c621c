import type { Source } from '@ingestr/contract'
import { createIntercomClient } from '@ingestr/intercom-client'
import { createIntercomSource } from '@ingestr/source-intercom'

/** A source for one workspace; whoever embeds it reads batches and keeps the last checkpoint. */
export function openSource(accessToken: string, baseUrl?: string): Source {
  const clock = { now: Date.now, sleep: (delayMs: number) => new Promise<void>((done) => setTimeout(done, delayMs)) }
  const client = createIntercomClient({ accessToken, baseUrl, clock, random: Math.random })
  return createIntercomSource({ client, clock, region: 'us' })
}

export async function readTags(source: Source): Promise<readonly string[]> {
  const plan = await source.plan({ table: 'tags' })
  const names: string[] = []
  for await (const batch of source.read(plan)) {
    for (const row of batch.page?.rows(plan.tables[0]) ?? []) names.push(String(row['name']))
  }
  return names
}

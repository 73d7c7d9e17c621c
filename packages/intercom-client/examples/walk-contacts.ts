import { setTimeout } from 'node:timers/promises'

import { createIntercomClient } from '@ingestr/intercom-client'

/** Counts the contacts of a workspace. */
export async function countContacts(accessToken: string, baseUrl?: string): Promise<number> {
  const clock = {
    now: () => Date.now(),
    sleep: (delayMs: number, options = {}) => setTimeout(delayMs, undefined, options),
  }
  await using client = createIntercomClient({ accessToken, baseUrl, clock, random: () => Math.random() })
  const query = { field: 'created_at', operator: '>', value: 0 }
  const sort = { field: 'created_at', order: 'ascending' } as const
  let count = 0
  for await (const page of client.searchContacts({ query, sort })) count += page.envelope.count
  return count
}

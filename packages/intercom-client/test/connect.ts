import { createIntercomClient, type IntercomClient, type IntercomClientOptions } from '@ingestr/intercom-client'
import { createManualClock, createSeededRandom, type ManualClock } from '@ingestr-tooling/testing'

import type { Report } from '@ingestr/contract'

export const token = 'dG9rOjE4ZjNkMzFlXzk4YjJfNDA='

type ReportedEvent = Parameters<Report>[0]

/** A client on simulated time, and everything it reported. */
export interface Connection extends AsyncDisposable {
  readonly client: IntercomClient
  readonly clock: ManualClock
  readonly events: readonly ReportedEvent[]
  eventsOf(type: string): readonly ReportedEvent[]
}

export function connect(baseUrl: string, options: Partial<IntercomClientOptions> = {}): Connection {
  const clock = createManualClock()
  const events: ReportedEvent[] = []
  const client = createIntercomClient({
    accessToken: token,
    baseUrl,
    clock,
    random: createSeededRandom(1),
    report: (event) => events.push(event),
    ...options,
  })
  return {
    client,
    clock,
    events,
    eventsOf: (type) => events.filter((event) => event.type === type),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  }
}

import { startFakeIntercom, type FakeIntercom, type FakeIntercomOptions } from '@ingestr/fake-intercom'
import {
  createIntercomClient,
  type IntercomClient,
  type IntercomClientOptions,
  type IntercomPage,
} from '@ingestr/intercom-client'
import { createManualClock, createSeededRandom } from '@ingestr-tooling/testing'

import type { Report } from '@ingestr/contract'

/** A fake Intercom and a client of it, on one simulated time. */
export interface FakeWorkspace extends AsyncDisposable {
  readonly fake: FakeIntercom
  readonly client: IntercomClient
  readonly events: ReadonlyArray<Parameters<Report>[0]>
}

/** Where answers stop coming, a short time limit is real time saved; elsewhere it only fails on a busy machine. */
export async function openFakeWorkspace(
  options: FakeIntercomOptions = {},
  limits: Pick<IntercomClientOptions, 'requestTimeoutMs'> = {},
): Promise<FakeWorkspace> {
  const clock = createManualClock()
  const events: Array<Parameters<Report>[0]> = []
  const fake = await startFakeIntercom({ clock: { now: () => clock.now() }, ...options })
  const client = createIntercomClient({
    accessToken: fake.token,
    baseUrl: fake.url,
    clock,
    random: createSeededRandom(1),
    report: (event) => events.push(event),
    ...limits,
  })
  return {
    fake,
    client,
    events,
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await fake[Symbol.asyncDispose]()
    },
  }
}

/** The records of pages as JSON text, sorted: what was read, whichever way. */
export function recordsOf(pages: readonly IntercomPage[]): readonly string[] {
  return pages
    .flatMap((page) => {
      const body: unknown = JSON.parse(Buffer.from(page.bytes).toString())
      const list = Object.entries(Object(body)).find(([key]) => key === page.envelope.recordsKey)?.[1]
      return Array.isArray(list) ? list.map((record: unknown) => JSON.stringify(record)) : []
    })
    .toSorted()
}

/** The fake's records in the same form: through the same parser, so that only what was read is compared. */
export function truthOf(fake: FakeIntercom, ...table: Parameters<FakeIntercom['truthJson']>): readonly string[] {
  return fake
    .truthJson(...table)
    .map((text) => JSON.stringify(JSON.parse(text)))
    .toSorted()
}

import { describeSource } from '@ingestr/conformance/vitest'
import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock } from '@ingestr-tooling/testing'

import { openSource } from './source-harness.ts'

const reads = /^(GET|POST (\/contacts|\/conversations)\/search|POST \/companies\/list)/

describeSource(async () => {
  const clock = createManualClock()
  const counts = { contacts: 90, conversations: 60, companies: 150, articles: 60 }
  const fake = await startFakeIntercom({ clock, counts })
  return {
    open: async () => openSource(fake.url, fake.token, { clock, perPage: 20 }),
    changes: () => fake.requests.map(({ method, path }) => `${method} ${path}`).filter((line) => !reads.test(line)),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  }
})

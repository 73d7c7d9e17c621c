import { startFakeIntercom, type FakeIntercomOptions } from '@ingestr/fake-intercom'

import { changedName, type FakeAnswer, type FakeOrder } from './fake-order.ts'

// A pretend Intercom in a process of its own. It gets its options as JSON, and orders as messages; it answers each with what
// it was asked over HTTP since the one before.

const options: FakeIntercomOptions = JSON.parse(process.argv[2] ?? '{}')
let latencyMs = 0
const fake = await startFakeIntercom({ ...options, latencyMs: () => latencyMs })

process.on('message', (message) => {
  const order: FakeOrder = JSON.parse(String(message))
  latencyMs = order.latencyMs
  change(order.changes)
  const answer: FakeAnswer = {
    url: fake.url,
    token: fake.token,
    uri: fake.connectionUri(),
    requests: fake.requests.length,
    refused: fake.requests.filter(({ status }) => status === 429).length,
  }
  fake.resetRequests()
  process.send?.(JSON.stringify(answer))
})
process.on('disconnect', () => process.exit())

/** Five of six are contacts that are there, spread over all of them, one of six is new. */
function change(count: number): void {
  const { contacts } = fake.store
  const ids = contacts.ids()
  for (let index = 0; index < count; index += 1) {
    const id = ids[Math.floor((index / count) * ids.length)]
    if (index % 6 === 5 || id === undefined) contacts.create({ name: changedName })
    else contacts.update(id, { name: changedName })
  }
}

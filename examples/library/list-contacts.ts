// node list-contacts.ts 'intercom://?access_token=<token>&region=us'
import { setTimeout } from 'node:timers/promises'

import { parseConnectionUri } from '@ingestr/connection-uri'
import { createIntercomClient, REGIONS } from '@ingestr/intercom-client'

const parameters = [
  { names: ['access_token'], isSecret: true, help: 'Access token of an Intercom app.' },
  { names: ['region'], help: 'us, eu or au.' },
  { names: ['base_url'], help: 'Another host.' },
]
const { values } = parseConnectionUri(process.argv[2] ?? '', { schemes: ['intercom'], parameters })

await using client = createIntercomClient({
  accessToken: values['access_token'] ?? '',
  region: REGIONS.find((region) => region === values['region']) ?? 'us',
  baseUrl: values['base_url'],
  clock: { now: Date.now, sleep: (delayMs, options = {}) => setTimeout(delayMs, undefined, options) },
  random: Math.random,
})

const newest = { field: 'created_at', order: 'descending' } as const
const query = { field: 'created_at', operator: '>', value: 0 }
for await (const { bytes } of client.searchContacts({ query, sort: newest, perPage: 10 })) {
  const body: { readonly data: ReadonlyArray<{ readonly id: string; readonly role: string }> } = JSON.parse(
    new TextDecoder().decode(bytes),
  )
  for (const { id, role } of body.data) console.log(id, role)
  break
}

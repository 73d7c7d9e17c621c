import type { Source, StatefulDestination } from '@ingestr/contract'

import { syncPeople } from '../../../packages/sync/examples/sync-people.ts'

const source: Source = {
  specificationVersion: 'v1',
  identify: async () => 'nobody',
  listTables: async () => [],
  plan: async () => {
    throw new TypeError('never asked')
  },
  async *read() {},
  async [Symbol.asyncDispose]() {},
}
const destination: StatefulDestination = {
  specificationVersion: 'v1',
  location: 'nowhere',
  capabilities: { strategies: ['merge'], commitsState: true, resumesReplace: false },
  sql: { dialect: 'sqlite', query: async () => [], apply: async () => {} },
  canonicalName: ({ name }) => name,
  describe: async () => undefined,
  openLoad: async () => {
    throw new TypeError('never asked')
  },
  async [Symbol.asyncDispose]() {},
}
try {
  await syncPeople(source, destination)
} catch (error) {
  console.log(error instanceof Error && 'code' in error ? error.code : error)
}

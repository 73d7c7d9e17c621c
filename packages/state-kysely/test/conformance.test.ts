import { describeStateStore } from '@ingestr/conformance/vitest'
import { describe } from 'vitest'

import { databases, execute, store } from './databases.ts'

describe.each(databases)('in $name', (kind) => {
  describeStateStore(async () => {
    const place = await kind.makePlace()
    return {
      store,
      open: () => place.connect(),
      async makeNewer() {
        await using database = await place.connect()
        await execute(database, `update ${kind.nameOf('versions')} set version = 1000`)
      },
      [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
    }
  })
})

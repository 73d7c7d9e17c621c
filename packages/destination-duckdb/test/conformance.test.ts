import { describeDestination } from '@ingestr/conformance/vitest'
import type { TableName } from '@ingestr/contract'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'

import { createDuckdbDestination } from '../src/index.ts'

describeDestination(async () => {
  const directory = await createTemporaryDirectory()
  const open = () => createDuckdbDestination({ path: `${directory.path}/test.duckdb` })
  return {
    open: async () => open(),
    async rows({ schema = 'main', name }: TableName) {
      await using destination = open()
      const find = 'SELECT 1 FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?'
      const found = await destination.sql.query({ text: find, parameters: [schema, name] })
      if (found.length === 0) return undefined
      return await destination.sql.query({ text: `SELECT * FROM "${schema}"."${name}"`, parameters: [] })
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  }
})

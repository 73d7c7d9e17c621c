import { once } from 'node:events'

import { createStateStore } from '@ingestr/state-kysely'

import { connectToPostgres } from './in-postgres.ts'
import { connectToSqlite } from './in-sqlite.ts'

/** Prepares a database as a process of its own, once its standard input says so: `sqlite <path>` or `postgres <host> <name>`. */
const [dialect, address = '', name = ''] = process.argv.slice(2)
await using database =
  dialect === 'sqlite'
    ? await connectToSqlite(address, { lockTimeoutMs: 30_000 })
    : await connectToPostgres(address, name)
process.stdout.write('ready\n')
await once(process.stdin, 'data')
await createStateStore().prepare(database.executor)
process.stdin.destroy()

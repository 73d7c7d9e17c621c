import { DuckDBInstance } from '@duckdb/node-api'

/** Run as a process of its own: has the file that it is given open for writing, and writes nothing, until it is killed. */
const [path = ''] = process.argv.slice(2)
await DuckDBInstance.create(path)
process.stdout.write('open\n')
setInterval(() => undefined, 60_000)

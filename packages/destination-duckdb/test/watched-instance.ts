import { DuckDBInstance } from '@duckdb/node-api'

import { openFile } from '../src/database-file.ts'
import type { Connectable } from '../src/database.ts'
import type { DatabaseMeans } from '../src/database-means.ts'

/** Gets each statement, and runs it or does not. */
export type Watch = <Result>(statement: string, run: () => Promise<Result>) => Promise<Result>

/** A real instance on a file, all of whose statements pass by `watch`. */
export async function watchedInstance(
  path: string,
  configuration: Record<string, string>,
  watch: Watch,
): Promise<DuckDBInstance> {
  return watched(await DuckDBInstance.create(path, configuration), watch)
}

/** Opens a file as users have it open, but for `change` of its configuration; all statements pass by `watch`. */
export function watchedFiles(watch: Watch, change: Record<string, string> = {}): DatabaseMeans['openFile'] {
  return async (path, configuration) => watched(await openFile(path, { ...configuration, ...change }), watch)
}

function watched<Opened extends Connectable>(opened: Opened, watch: Watch): Opened {
  const connect = opened.connect.bind(opened)
  opened.connect = async () => {
    const connection = await connect()
    const run = connection.run.bind(connection)
    const prepare = connection.prepare.bind(connection)
    connection.run = (sql, ...rest) => watch(sql, () => run(sql, ...rest))
    connection.prepare = async (sql) => {
      const prepared = await prepare(sql)
      const execute = prepared.run.bind(prepared)
      prepared.run = () => watch(sql, execute)
      return prepared
    }
    return connection
  }
  return opened
}

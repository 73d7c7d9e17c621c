import { DuckDBInstance } from '@duckdb/node-api'

/** Gets each statement, and runs it or does not. */
export type Watch = <Result>(statement: string, run: () => Promise<Result>) => Promise<Result>

/** A real instance on a file, all of whose statements pass by `watch`. */
export async function watchedInstance(
  path: string,
  configuration: Record<string, string>,
  watch: Watch,
): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(path, configuration)
  const connect = instance.connect.bind(instance)
  instance.connect = async () => {
    const connection = await connect()
    const run = connection.run.bind(connection)
    const runAndReadAll = connection.runAndReadAll.bind(connection)
    connection.run = (sql, ...rest) => watch(sql, () => run(sql, ...rest))
    connection.runAndReadAll = (sql, ...rest) => watch(sql, () => runAndReadAll(sql, ...rest))
    return connection
  }
  return instance
}

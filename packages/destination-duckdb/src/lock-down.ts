import type { Connectable } from './database.ts'
import { quoteText } from './identifier.ts'
import { withConnection } from './with-connection.ts'

/**
 * From here on, statements reach no file but the database's own and those in `folder`, if any, and change no setting but `lets`. What
 * DuckDB cannot hold in memory is personal data as well, and goes there. Sessions are in UTC, since none can set its own zone.
 */
export async function lockDown(
  database: Connectable,
  folder: string | undefined,
  { lets = [] }: { readonly lets?: readonly string[] } = {},
): Promise<void> {
  await withConnection(database, async (connection) => {
    await connection.run(`SET temp_directory = ${quoteText(folder === undefined ? '' : `${folder}/memory`)}`)
    if (folder !== undefined) await connection.run(`SET allowed_directories = [${quoteText(folder)}]`)
    await connection.run("SET GLOBAL TimeZone = 'UTC'")
    if (lets.length > 0) await connection.run(`SET allowed_configs = [${lets.map(quoteText).join(', ')}]`)
    // After these two neither folder can be set any more.
    await connection.run('SET enable_external_access = false')
    await connection.run('SET lock_configuration = true')
  })
}

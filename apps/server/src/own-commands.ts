import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { IngestError } from '@ingestr/contract'

import { createAudit } from './audit.ts'
import { createApiKeys } from './guard/api-keys.ts'
import { forgetPassword } from './guard/operator.ts'
import type { ServerOptions } from './options.ts'
import { type Database, openStore, storeFile } from './store/open-store.ts'
import type { Scope } from './store/tables.ts'

const clock = { now: (): number => Date.now() }

/** What whoever may read the folder may do without logging in. */
export async function resetPassword(
  { dataDirectory }: ServerOptions,
  { stdout }: Pick<NodeJS.Process, 'stdout'>,
): Promise<void> {
  await withStore(dataDirectory, async (database) => {
    await forgetPassword(database)
    await createAudit(database, clock).record('command line', 'password.forgotten', 'operator')
  })
  stdout.write(
    'The password is forgotten, and all sessions have ended. Start the server anew: it prints a setup secret.\n',
  )
}

/** Prints the key alone, so that it can go into a file or a variable. */
export async function createKey(
  { dataDirectory }: ServerOptions,
  { name, scope }: { readonly name: string; readonly scope: Scope },
  { stdout }: Pick<NodeJS.Process, 'stdout'>,
): Promise<void> {
  await withStore(dataDirectory, async (database) => {
    const { key } = await createApiKeys(database, clock).create(name, scope)
    await createAudit(database, clock).record('command line', 'key.created', `${name} (${scope})`)
    stdout.write(`${key}\n`)
  })
}

async function withStore(dataDirectory: string, act: (database: Database) => Promise<void>): Promise<void> {
  if (!existsSync(join(dataDirectory, storeFile))) {
    throw new IngestError(
      'DATA_DIRECTORY_UNUSABLE',
      `No server ever ran in ${dataDirectory}. Name its folder with --data-dir.`,
    )
  }
  const database = await openStore(dataDirectory)
  try {
    await act(database)
  } finally {
    await database.destroy()
  }
}

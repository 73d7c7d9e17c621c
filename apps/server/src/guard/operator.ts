import { randomBytes } from 'node:crypto'

import { type Clock, IngestError } from '@ingestr/contract'

import type { Database } from '../store/open-store.ts'
import { digest, isSame } from './digest.ts'
import { checkPassword, hashPassword, verifyPassword } from './password.ts'

const setupLifeMs = 60 * 60_000
const setting = 'password'

/** The one person who may log in: whoever had the setup secret. */
export interface Operator {
  /** Whether a password was chosen. */
  hasPassword(): Promise<boolean>
  /** The secret of the first visit, for the terminal of the one who started the server; undefined once it was used. */
  readonly setupSecret: string | undefined
  /** @throws IngestError `LOGIN_REQUIRED` for a secret that is wrong, old or used; `INVALID_ARGUMENT` for a bad password */
  setUp(secret: string, password: string): Promise<void>
  verify(password: string): Promise<boolean>
  /** @throws IngestError `LOGIN_REQUIRED`, `INVALID_ARGUMENT` */
  changePassword(current: string, next: string): Promise<void>
}

export async function createOperator(database: Database, clock: Pick<Clock, 'now'>): Promise<Operator> {
  const readHash = async (): Promise<string | undefined> =>
    (await database.selectFrom('setting').select('value').where('name', '=', setting).executeTakeFirst())?.value
  const hasPassword = async (): Promise<boolean> => (await readHash()) !== undefined
  const shown = (await hasPassword()) ? undefined : randomBytes(15).toString('base64url')
  const expected = shown === undefined ? undefined : digest(shown)
  const endsAt = clock.now() + setupLifeMs
  return {
    hasPassword,
    setupSecret: shown,
    async setUp(secret, password) {
      const isRight = isSame(digest(secret.trim()), expected ?? '') && expected !== undefined
      if (!isRight || clock.now() > endsAt || (await hasPassword())) {
        throw new IngestError(
          'LOGIN_REQUIRED',
          'The setup secret is wrong, older than an hour, or was used. Start the server anew for another.',
        )
      }
      checkPassword(password)
      const value = await hashPassword(password)
      const stored = await database
        .insertInto('setting')
        .values({ name: setting, value })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (stored.numInsertedOrUpdatedRows !== 1n) throw new IngestError('LOGIN_REQUIRED', 'The setup secret was used.')
    },
    verify: async (password) => await verifyPassword(password, await readHash()),
    async changePassword(current, next) {
      const hash = await readHash()
      if (!(await verifyPassword(current, hash))) throw new IngestError('LOGIN_REQUIRED', 'The password is wrong.')
      checkPassword(next)
      await database
        .updateTable('setting')
        .set({ value: await hashPassword(next) })
        .where('name', '=', setting)
        .execute()
      await database.deleteFrom('session').execute()
    },
  }
}

/** Forgets the password and ends all sessions; the next start prints a setup secret. */
export async function forgetPassword(database: Database): Promise<void> {
  await database.deleteFrom('setting').where('name', '=', setting).execute()
  await database.deleteFrom('session').execute()
}

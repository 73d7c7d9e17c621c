import { randomBytes } from 'node:crypto'

import type { Clock } from '@ingestr/contract'

import type { Database } from '../store/open-store.ts'
import { digest } from './digest.ts'

const idleMs = 12 * 3_600_000
const lifeMs = 7 * 24 * 3_600_000
/** A session that is in use is not written at each request. */
const touchMs = 60_000

/** Sessions of the pages. Only their digests are stored. */
export interface Sessions {
  begin(): Promise<string>
  /** Its digest; undefined where it is none, or is over. */
  find(id: string): Promise<string | undefined>
  end(id: string): Promise<void>
}

export function createSessions(database: Database, clock: Pick<Clock, 'now'>): Sessions {
  return {
    async begin() {
      const id = randomBytes(32).toString('base64url')
      const now = clock.now()
      await database.deleteFrom('session').where('expires_at', '<', now).execute()
      await database
        .insertInto('session')
        .values({ id_hash: digest(id), created_at: now, used_at: now, expires_at: now + lifeMs })
        .execute()
      return id
    },
    async find(id) {
      const id_hash = digest(id)
      const now = clock.now()
      const session = await database.selectFrom('session').selectAll().where('id_hash', '=', id_hash).executeTakeFirst()
      if (session === undefined || session.expires_at < now || session.used_at + idleMs < now) return undefined
      if (session.used_at + touchMs < now) {
        await database.updateTable('session').set({ used_at: now }).where('id_hash', '=', id_hash).execute()
      }
      return id_hash
    },
    async end(id) {
      await database.deleteFrom('session').where('id_hash', '=', digest(id)).execute()
    },
  }
}

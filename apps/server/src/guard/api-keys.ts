import { randomBytes } from 'node:crypto'

import { type Clock, IngestError } from '@ingestr/contract'

import { createIdentifier } from '../store/identifier.ts'
import type { Database } from '../store/open-store.ts'
import type { ApiKeyRow, Scope } from '../store/tables.ts'
import { digest, isSame } from './digest.ts'

const touchMs = 60_000
const form = /^ingestr_(key_[a-z0-9]{14})_([\w-]{43})$/

/** Keys of programs. A key is shown once, when it is made; its digest is stored. */
export interface ApiKeys {
  create(name: string, scope: Scope): Promise<{ readonly key: string; readonly row: ApiKeyRow }>
  list(): Promise<readonly ApiKeyRow[]>
  find(key: string): Promise<ApiKeyRow | undefined>
  /** @throws IngestError `NOT_FOUND` */
  remove(id: string): Promise<void>
}

export function createApiKeys(database: Database, clock: Pick<Clock, 'now'>): ApiKeys {
  return {
    async create(name, scope) {
      const id = createIdentifier('key')
      const secret = randomBytes(32).toString('base64url')
      const row = { id, name, scope, hash: digest(secret), created_at: clock.now(), used_at: null }
      await database.insertInto('api_key').values(row).execute()
      return { key: `ingestr_${id}_${secret}`, row }
    },
    list: async () => await database.selectFrom('api_key').selectAll().orderBy('created_at').execute(),
    async find(key) {
      const [, id = '', secret = ''] = form.exec(key) ?? []
      const row = await database.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst()
      if (!isSame(digest(secret), row?.hash ?? '') || row === undefined) return undefined
      const now = clock.now()
      if ((row.used_at ?? 0) + touchMs < now) {
        await database.updateTable('api_key').set({ used_at: now }).where('id', '=', id).execute()
      }
      return row
    },
    async remove(id) {
      const { numDeletedRows } = await database.deleteFrom('api_key').where('id', '=', id).executeTakeFirstOrThrow()
      if (numDeletedRows === 0n) throw new IngestError('NOT_FOUND', 'There is no such API key.')
    },
  }
}

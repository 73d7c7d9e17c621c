import type { Clock } from '@ingestr/contract'

import type { Database } from './store/open-store.ts'
import type { AuditRow } from './store/tables.ts'

/** Who changed what, and when; never what a secret was. */
export interface Audit {
  record(who: string, action: string, subject: string): Promise<void>
  list(most: number): Promise<readonly AuditRow[]>
}

export function createAudit(database: Database, clock: Pick<Clock, 'now'>): Audit {
  return {
    async record(who, action, subject) {
      await database.insertInto('audit').values({ at: clock.now(), who, action, subject }).execute()
    },
    list: async (most) => await database.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(most).execute(),
  }
}

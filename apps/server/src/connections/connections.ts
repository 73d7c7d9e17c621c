import { type Clock, IngestError } from '@ingestr/contract'

import { iso } from '../iso.ts'
import type { ConnectionChange, NewConnection } from '../schemas.ts'
import type { Redactor } from '../secrets/redactor.ts'
import type { Vault } from '../secrets/vault.ts'
import { notFound } from '../server-error.ts'
import { createIdentifier } from '../store/identifier.ts'
import type { Database } from '../store/open-store.ts'
import type { ConnectionRow } from '../store/tables.ts'
import { checkBaseUrl, hostOf } from './hosts.ts'

const field = 'accessToken'

/** A connection as it may be shown: there is no place in it for a secret. */
export interface ConnectionView {
  readonly id: string
  readonly name: string
  readonly region: string
  readonly baseUrl: string | null
  readonly accessToken: { readonly isSet: boolean; readonly lastFour: string | null; readonly updatedAt: string | null }
  readonly createdAt: string
  readonly updatedAt: string
}

/** Workspaces, and the tokens that open them. */
export interface Connections {
  list(): Promise<readonly ConnectionView[]>
  /** @throws IngestError `NOT_FOUND` */
  get(id: string): Promise<ConnectionView>
  /** @throws IngestError `CONFLICT` for a name that is taken, `INVALID_ARGUMENT` */
  create(given: NewConnection): Promise<ConnectionView>
  /** A change of the host takes the token away, unless a new one comes with it. */
  change(id: string, change: ConnectionChange): Promise<ConnectionView>
  /** @throws IngestError `CONFLICT` while a sync uses it */
  remove(id: string): Promise<void>
  /**
   * With the token: for a run's process, and for nothing else.
   * @throws IngestError `SECRET_MISSING`, `SECRET_UNREADABLE`
   */
  sourceUri(id: string): Promise<string>
  /** Makes known what must never be told; the names of connections whose tokens do not open. */
  registerSecrets(): Promise<readonly string[]>
}

export function createConnections(options: {
  readonly database: Database
  readonly vault: Vault
  readonly redactor: Redactor
  readonly clock: Pick<Clock, 'now'>
  readonly allowedBaseUrls: readonly string[]
}): Connections {
  const { database, vault, redactor, clock, allowedBaseUrls } = options

  async function find(id: string): Promise<ConnectionRow> {
    const row = await database.selectFrom('connection').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) throw notFound('connection', id)
    return row
  }

  async function view(row: ConnectionRow): Promise<ConnectionView> {
    const secret = await database
      .selectFrom('secret')
      .select(['hint', 'updated_at'])
      .where('owner', '=', row.id)
      .where('field', '=', field)
      .executeTakeFirst()
    return {
      id: row.id,
      name: row.name,
      region: row.region,
      baseUrl: row.base_url,
      accessToken: {
        isSet: secret !== undefined,
        lastFour: secret?.hint ?? null,
        updatedAt: secret === undefined ? null : iso(secret.updated_at),
      },
      createdAt: iso(row.created_at),
      updatedAt: iso(row.updated_at),
    }
  }

  async function refuseTakenName(name: string, own?: string): Promise<void> {
    const taken = await database.selectFrom('connection').select('id').where('name', '=', name).executeTakeFirst()
    if (taken !== undefined && taken.id !== own) {
      throw new IngestError('CONFLICT', 'There is a connection of that name already.')
    }
  }

  /** A token in the field of the name would be shown, and stored as it is. */
  function refuseSecret(name: string, token: string | undefined): void {
    if (redactor.redact(name) === name && (token === undefined || !name.includes(token))) return
    throw new IngestError('INVALID_ARGUMENT', 'The name holds an access token. Give it another name.')
  }

  async function write(row: ConnectionRow, token: string | undefined, isNewHost: boolean): Promise<ConnectionView> {
    await database.transaction().execute(async (transaction) => {
      const { id, ...values } = row
      await transaction
        .insertInto('connection')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
        .execute()
      if (isNewHost) await transaction.deleteFrom('secret').where('owner', '=', id).execute()
      if (token === undefined) return
      redactor.add(token)
      const place = { owner: id, field, host: hostOf(row.region, row.base_url) }
      const secret = { sealed: vault.seal(token, place), hint: token.slice(-4), updated_at: row.updated_at }
      await transaction
        .insertInto('secret')
        .values({ owner: id, field, ...secret })
        .onConflict((conflict) => conflict.columns(['owner', 'field']).doUpdateSet(secret))
        .execute()
    })
    return await view(row)
  }

  async function openToken(row: ConnectionRow): Promise<string> {
    const secret = await database
      .selectFrom('secret')
      .select('sealed')
      .where('owner', '=', row.id)
      .where('field', '=', field)
      .executeTakeFirst()
    if (secret === undefined) {
      throw new IngestError('SECRET_MISSING', `The connection ${row.name} has no access token. Enter one.`)
    }
    const token = vault.open(secret.sealed, { owner: row.id, field, host: hostOf(row.region, row.base_url) })
    redactor.add(token)
    return token
  }

  return {
    async list() {
      const rows = await database.selectFrom('connection').selectAll().orderBy('name').execute()
      return await Promise.all(rows.map(view))
    },
    get: async (id) => await view(await find(id)),
    async create({ name, accessToken, region, baseUrl }) {
      refuseSecret(name, accessToken)
      await refuseTakenName(name)
      const now = clock.now()
      const base_url = checkBaseUrl(baseUrl, allowedBaseUrls)
      const row = { id: createIdentifier('conn'), name, region, base_url, created_at: now, updated_at: now }
      return await write(row, accessToken, false)
    },
    async change(id, change) {
      const row = await find(id)
      if (change.name !== undefined) {
        refuseSecret(change.name, change.accessToken)
        await refuseTakenName(change.name, id)
      }
      const base_url = change.baseUrl === undefined ? row.base_url : checkBaseUrl(change.baseUrl, allowedBaseUrls)
      const next = {
        ...row,
        name: change.name ?? row.name,
        region: change.region ?? row.region,
        base_url,
        updated_at: clock.now(),
      }
      const isNewHost = hostOf(next.region, next.base_url) !== hostOf(row.region, row.base_url)
      return await write(next, change.accessToken, isNewHost)
    },
    async remove(id) {
      const { name } = await find(id)
      const user = await database.selectFrom('sync').select('name').where('connection_id', '=', id).executeTakeFirst()
      if (user !== undefined)
        throw new IngestError('CONFLICT', `The sync ${user.name} uses ${name}. Remove that first.`)
      await database.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('secret').where('owner', '=', id).execute()
        await transaction.deleteFrom('connection').where('id', '=', id).execute()
      })
    },
    async sourceUri(id) {
      const row = await find(id)
      const values = {
        access_token: await openToken(row),
        region: row.region,
        ...(row.base_url === null ? {} : { base_url: row.base_url }),
      }
      const query = Object.entries(values).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      return `intercom://?${query.join('&')}`
    },
    async registerSecrets() {
      const unopened: string[] = []
      for (const row of await database.selectFrom('connection').selectAll().orderBy('name').execute()) {
        await openToken(row).catch((error: unknown) => {
          // One that has none says so on its page.
          if (!IngestError.isInstance(error) || error.code !== 'SECRET_MISSING') unopened.push(row.name)
        })
      }
      return unopened
    },
  }
}

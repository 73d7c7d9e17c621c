import { DuckDBInstance } from '@duckdb/node-api'
import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { makeSync } from './harness/setting.ts'
import { startTestServer } from './harness/test-server.ts'
import { endOf } from './harness/wait.ts'

async function readAll(path: string, sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  const rows = (await connection.runAndReadAll(sql)).getRowsJson()
  connection.closeSync()
  instance.closeSync()
  return rows
}

describe('a sync', () => {
  it('is run by hand: rows, history, counts, log, preview, and a copy for readers', async () => {
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({ counts: { contacts: 400 } })
    await using server = await startTestServer(folder.path, { allowedBaseUrls: [fake.url] })
    const { connectionId, syncId } = await makeSync(server, fake, { publish: true })

    const check = await server.api('POST', `/api/v1/connections/${connectionId}/check`)
    expect(check.status).toBe(200)
    expect(check.body.tables).toContainEqual({ table: 'contacts', error: null })

    const begun = await server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    expect(begun).toMatchObject({ status: 202, body: { status: 'queued', cause: 'api' } })
    const { run, tables } = await endOf(server, begun.body.id)
    expect(run).toMatchObject({ status: 'succeeded', error: null })
    expect(tables).toMatchObject([
      {
        table: 'contacts',
        target: 'intercom.contacts',
        status: 'succeeded',
        rows: 400,
        counts: { missing: 0, rows: 400 },
      },
      { table: 'tags', status: 'succeeded' },
    ])

    const log = await server.api('GET', `/api/v1/runs/${run.id}/log?limit=200`)
    const kinds = log.body.events.map(({ type }: { type: string }) => type)
    expect(kinds).toEqual(expect.arrayContaining(['status', 'log', 'progress', 'table']))
    expect(log.body.events.at(-1)).toMatchObject({ type: 'status', data: { status: 'succeeded' } })

    const rows = await server.api('GET', `/api/v1/syncs/${syncId}/tables/contacts/rows?limit=3`)
    expect(rows.body).toMatchObject({ count: 400 })
    expect(rows.body.count).toBe(400)
    expect(rows.body.rows).toHaveLength(3)
    const freshness = await server.api('GET', `/api/v1/syncs/${syncId}/freshness`)
    expect(freshness.body.tables[0]).toMatchObject({
      table: 'contacts',
      rows: 400,
      missing: 0,
      readUpTo: expect.any(String),
    })

    for (const place of ['databases', 'published']) {
      const [[count]] = (await readAll(
        `${folder.path}/${place}/warehouse.duckdb`,
        'from intercom.contacts select count(*)',
      )) as [[string]]
      expect(Number(count)).toBe(400)
    }
  })
})

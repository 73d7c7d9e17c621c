import { Ajv2020 } from 'ajv/dist/2020.js'
import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory, type ServerAnswer } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { makeSync } from './harness/setting.ts'
import { startTestServer } from './harness/test-server.ts'
import { endOf } from './harness/wait.ts'

const identifiers = /\/(?:conn|sync|run|key|hook)_[a-z0-9]+/g

describe('the description of the API', () => {
  it('is OpenAPI 3.1, and every answer is as it says', async () => {
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({ counts: { contacts: 50 } })
    await using server = await startTestServer(folder.path, { allowedBaseUrls: [fake.url] })
    const { body: description } = await server.api('GET', '/api/v1/openapi.json')
    expect(description.openapi).toMatch(/^3\.1\./)
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema(description, 'api')
    const seen = new Set<string>()

    /** Asks, and holds the answer to what the description has for its status. */
    async function ask(method: string, path: string, body?: unknown, status?: number): Promise<ServerAnswer> {
      const answer = await server.api(method, path, body)
      if (status !== undefined) expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBe(status)
      const template = path
        .replace(/\?.*/, '')
        .replaceAll(identifiers, '/{id}')
        .replace(/tables\/\w+\/rows/, 'tables/{table}/rows')
      const operation = description.paths[template]?.[method.toLowerCase()]
      expect(operation, `${method} ${template} is described`).toBeDefined()
      const content = operation.responses[answer.status]?.content
      expect(operation.responses[answer.status], `${method} ${template} may answer ${answer.status}`).toBeDefined()
      seen.add(`${method} ${template}`)
      if (content === undefined) {
        expect(answer.body).toBe('')
        return answer
      }
      const [type] = Object.keys(content)
      expect(answer.headers.get('content-type')).toContain(type)
      const pointer = [
        'paths',
        template,
        method.toLowerCase(),
        'responses',
        String(answer.status),
        'content',
        type ?? '',
        'schema',
      ]
      const reference = pointer
        .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
        .join('/')
      const validate = ajv.compile({ $ref: `api#/${reference}` })
      expect(
        validate(answer.body),
        `${method} ${path}: ${JSON.stringify(validate.errors)} in ${JSON.stringify(answer.body)}`,
      ).toBe(true)
      return answer
    }

    const { connectionId, syncId } = await makeSync(server, fake)
    await ask('GET', '/api/v1/connections', undefined, 200)
    await ask('POST', '/api/v1/connections', { name: 'Other', accessToken: 'x'.repeat(20) }, 201)
    await ask('POST', '/api/v1/connections', { name: 'Other', accessToken: 'x'.repeat(20) }, 409)
    await ask('POST', '/api/v1/connections', { name: '', accessToken: 'x'.repeat(20) }, 400)
    await ask(
      'POST',
      '/api/v1/connections',
      { name: 'Third', accessToken: 'x'.repeat(20), baseUrl: 'https://evil.example' },
      422,
    )
    await ask('GET', `/api/v1/connections/${connectionId}`, undefined, 200)
    await ask('PATCH', `/api/v1/connections/${connectionId}`, { name: 'Acme' }, 200)
    await ask('POST', `/api/v1/connections/${connectionId}/check`, undefined, 200)
    await ask('DELETE', `/api/v1/connections/${connectionId}`, undefined, 409)
    await ask('GET', '/api/v1/connections/conn_none', undefined, 404)

    await ask('GET', '/api/v1/syncs', undefined, 200)
    const second = {
      name: 'Second',
      connectionId,
      tables: ['tags'],
      destination: 'second',
      schedule: '0 3 * * *',
      timezone: 'Europe/Lisbon',
    }
    const made = await ask('POST', '/api/v1/syncs', second, 201)
    expect(made.body.nextTimes).toHaveLength(5)
    await ask('POST', '/api/v1/syncs', { ...second, name: 'Third', schedule: 'at night' }, 422)
    await ask('POST', '/api/v1/syncs', { ...second, name: 'Third', destination: '../up' }, 422)
    await ask('POST', '/api/v1/syncs', { ...second, name: 'Third', tables: ['contact'] }, 422)
    await ask('POST', '/api/v1/syncs', { ...second, name: 'Third', unknown: 1 }, 400)
    const changed = await ask('PATCH', `/api/v1/syncs/${made.body.id}`, { retries: 5 }, 200)
    // What a change leaves out stays as it was.
    expect(changed.body).toEqual({
      ...made.body,
      retries: 5,
      updatedAt: changed.body.updatedAt,
      nextTimes: expect.any(Array),
    })
    await ask('GET', `/api/v1/syncs/${syncId}`, undefined, 200)

    const begun = await ask('POST', `/api/v1/syncs/${syncId}/runs`, {}, 202)
    await endOf(server, begun.body.id)
    await ask('GET', '/api/v1/runs?limit=1', undefined, 200)
    await ask('GET', '/api/v1/runs?limit=none', undefined, 400)
    await ask('GET', `/api/v1/runs/${begun.body.id}`, undefined, 200)
    await ask('GET', `/api/v1/runs/${begun.body.id}/log?limit=5`, undefined, 200)
    await ask('POST', `/api/v1/runs/${begun.body.id}/cancel`, undefined, 409)
    await ask('POST', `/api/v1/runs/${begun.body.id}/retry`, undefined, 409)
    await ask('GET', `/api/v1/runs/${begun.body.id}/events`, undefined, 200)
    await ask('GET', `/api/v1/syncs/${syncId}/freshness`, undefined, 200)
    await ask('GET', `/api/v1/syncs/${syncId}/tables/contacts/rows`, undefined, 200)
    await ask('GET', `/api/v1/syncs/${syncId}/tables/companies/rows`, undefined, 404)
    const backfill = { from: '2026-01-01', to: '2026-03-01', daysPerRun: 31 }
    const backfills = await ask('POST', `/api/v1/syncs/${syncId}/backfills`, backfill, 202)
    expect(backfills.body.runs.map(({ interval }: { interval: object }) => interval)).toEqual([
      { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' },
      { from: '2026-02-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' },
    ])
    await ask('POST', `/api/v1/syncs/${syncId}/backfills`, { from: '2026-03-01', to: '2026-03-01' }, 422)
    for (const { id } of backfills.body.runs) await endOf(server, id)
    await ask('DELETE', `/api/v1/syncs/${made.body.id}`, undefined, 204)

    const key = await ask('POST', '/api/v1/keys', { name: 'ci', scope: 'run' }, 201)
    await ask('GET', '/api/v1/keys', undefined, 200)
    await ask('DELETE', `/api/v1/keys/${key.body.id}`, undefined, 204)
    const hook = await ask('POST', '/api/v1/webhooks', { url: 'https://example.com/hook' }, 201)
    await ask('GET', '/api/v1/webhooks', undefined, 200)
    await ask('DELETE', `/api/v1/webhooks/${hook.body.id}`, undefined, 204)
    await ask('GET', '/api/v1/audit', undefined, 200)
    await ask('GET', '/api/v1/tables', undefined, 200)

    const described = Object.entries<object>(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(described.filter((operation) => !seen.has(operation))).toEqual([])
  })
})

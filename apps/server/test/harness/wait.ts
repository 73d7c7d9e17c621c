import { until } from '@ingestr-tooling/testing'

import type { TestServer } from './test-server.ts'

const ended = ['succeeded', 'failed', 'cancelled', 'interrupted', 'skipped']

/** The run, once it has ended. */
// oxlint-disable-next-line typescript/no-explicit-any -- answers are looked at by tests
export async function endOf(server: Pick<TestServer, 'api'>, runId: string): Promise<{ run: any; tables: any[] }> {
  return await until(async () => {
    const { body } = await server.api('GET', `/api/v1/runs/${runId}`)
    return ended.includes(body.run.status) && body
  })
}

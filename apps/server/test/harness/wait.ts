import type { TestServer } from './test-server.ts'

const ended = ['succeeded', 'failed', 'cancelled', 'interrupted', 'skipped']

/** Waits until something is as it should be; a test's own time limit ends it otherwise. */
export async function until<Value>(
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
): Promise<Value> {
  for (;;) {
    const value = await look()
    if (value !== undefined && value !== false) return value
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The run, once it has ended. */
// oxlint-disable-next-line typescript/no-explicit-any -- answers are looked at by tests
export async function endOf(server: Pick<TestServer, 'api'>, runId: string): Promise<{ run: any; tables: any[] }> {
  return await until(async () => {
    const { body } = await server.api('GET', `/api/v1/runs/${runId}`)
    return ended.includes(body.run.status) && body
  })
}

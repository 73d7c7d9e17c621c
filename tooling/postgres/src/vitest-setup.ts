import type { TestProject } from 'vitest/node'

import { startPostgres } from './start-postgres.ts'

/**
 * One Postgres for a suite, whose tests find it by `inject('postgresHost')`: null where npm has no Postgres for this
 * machine, and the tests that need it are to be skipped. A build of CI fails instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres()
  if (server === undefined) {
    const line = `npm has no Postgres that these tests could use on ${process.platform}-${process.arch}.`
    if (process.env['CI'] !== undefined) throw new Error(line)
    process.stderr.write(`${line} They run without it; CI runs them all.\n`)
  }
  project.provide('postgresHost', server?.host ?? null)
  return async () => server?.[Symbol.asyncDispose]()
}

declare module 'vitest' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- merging needs an interface
  interface ProvidedContext {
    postgresHost: string | null
  }
}

import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** Conditions under which workspace packages resolve to their sources, so that tests never meet a stale `dist`. */
const conditions = ['@ingestr/source', 'node', 'module', 'development', 'default']

/**
 * The one preset for all suites. `budgetSeconds` bounds the whole suite of a package: a suite that hangs is ended and
 * reported as failed, so that `npm test` always ends.
 */
export function suite(options: {
  readonly budgetSeconds: number
  readonly testTimeoutSeconds?: number
}): ViteUserConfig {
  const testTimeout = (options.testTimeoutSeconds ?? 60) * 1000
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      include: ['test/**/*.test.ts'],
      testTimeout,
      hookTimeout: testTimeout,
      pool: 'forks',
      maxWorkers: 2,
      reporters: ['default', 'json'],
      outputFile: { json: 'test-results.json' },
      globalSetup: [fileURLToPath(import.meta.resolve('@ingestr-tooling/vitest-config/budget'))],
      provide: { budgetSeconds: options.budgetSeconds },
    },
  })
}

declare module 'vitest' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- merging needs an interface
  interface ProvidedContext {
    budgetSeconds: number
  }
}

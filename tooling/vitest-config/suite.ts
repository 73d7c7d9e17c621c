import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** Conditions under which workspace packages resolve to their sources, so that tests never meet a stale `dist`. */
const conditions = ['@ingestr/source', 'node', 'module', 'development', 'default']

/**
 * The one preset for all suites. A suite that hangs is ended and reported as failed, so that `npm test` always ends. The
 * bounds are many times what is needed, since machines that run checks are slow at times.
 */
export function suite(options: { readonly testTimeoutSeconds?: number } = {}): ViteUserConfig {
  const testTimeout = (options.testTimeoutSeconds ?? 240) * 1000
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
      provide: { budgetSeconds: 1200 },
    },
  })
}

declare module 'vitest' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- merging needs an interface
  interface ProvidedContext {
    budgetSeconds: number
  }
}
